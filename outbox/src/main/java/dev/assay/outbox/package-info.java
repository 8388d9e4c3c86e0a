/**
 * Events that leave with the transaction that caused them (outbox), events that count once (inbox),
 * and long work as rows with leases, over PostgreSQL and Kafka. Knows no event and no job of Assay.
 */
@NullMarked
package dev.assay.outbox;

import org.jspecify.annotations.NullMarked;
