// SPDX-License-Identifier: Apache-2.0
/** The client of reporting-service's REST interface, through which commands reach all services. */
@NullMarked
package dev.assay.cli.client;

import org.jspecify.annotations.NullMarked;
