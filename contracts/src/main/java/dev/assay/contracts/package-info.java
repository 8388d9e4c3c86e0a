// SPDX-License-Identifier: Apache-2.0
/**
 * What the services say to each other: events, file formats, the study and the jobs of child
 * processes. Records and Jackson only; nothing here knows a framework, a broker or a database.
 */
@NullMarked
package dev.assay.contracts;

import org.jspecify.annotations.NullMarked;
