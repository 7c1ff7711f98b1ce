// SPDX-License-Identifier: Apache-2.0
/// What is kept for people: receipts by their id, and use by key, day and model. Written behind the requests'
/// backs, in batches; read `Records` first. Never on the way of a request.
@NullMarked
package stoa.gateway.record;

import org.jspecify.annotations.NullMarked;
