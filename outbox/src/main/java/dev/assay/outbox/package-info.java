// SPDX-License-Identifier: Apache-2.0
/**
 * Events that are published with the transaction that causes them (outbox), events that are handled
 * once (inbox), and long work as rows that workers lease, with PostgreSQL and Kafka. This module
 * knows no event and no job of Assay.
 */
@NullMarked
package dev.assay.outbox;

import org.jspecify.annotations.NullMarked;
