// SPDX-License-Identifier: Apache-2.0
/// HTTP/1.1 in both directions, blocking code on virtual threads.
/// Read `HttpServer` and `Routes` for serving, `HttpClient` for calling, `GuardedFetcher` for addresses somebody
/// else chose. Never lets the library underneath show in a signature, never buffers a body without a bound.
@NullMarked
package stoa.kit.http;

import org.jspecify.annotations.NullMarked;
