// SPDX-License-Identifier: Apache-2.0
/**
 * A real Kafka broker and a real PostgreSQL that need no Docker, no root and no installation, for
 * the stack on one machine and for tests. Both are child processes and keep their data between
 * starts.
 */
@NullMarked
package dev.assay.embedded;

import org.jspecify.annotations.NullMarked;
