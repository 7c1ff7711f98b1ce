// SPDX-License-Identifier: Apache-2.0
package stoa.kit.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names a configuration record's component. A component without it must itself be a configuration record.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
    /// Stands for "no default": the key must be given (an `Optional` component is empty instead).
    String REQUIRED = "\0";

    /// Lower-case words joined by dots and dashes, such as `gateway.host-timeout`.
    String name();

    /// The default as it would be written in a file; a `List` is separated by commas.
    String def() default REQUIRED;

    /// One sentence for the person who sets it, with the unit.
    String doc();
}
