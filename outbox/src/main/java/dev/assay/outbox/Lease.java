// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

/**
 * The right of one worker to do a piece of work, as long as heartbeats prolong it. Only the newest
 * lease of a piece of work counts: whoever holds an older one is fenced out.
 *
 * @param workKey identifies the work
 * @param payload as requested
 * @param attempt the fencing token: it grows with every claim
 * @param failures how many earlier attempts failed
 */
public record Lease(String workKey, String payload, int attempt, int failures) {}
