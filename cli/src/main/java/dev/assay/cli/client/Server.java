// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import java.net.URI;

/**
 * Where reporting-service is.
 *
 * @param token password of the user {@code assay}; empty if the server needs none
 */
public record Server(URI base, String token) {}
