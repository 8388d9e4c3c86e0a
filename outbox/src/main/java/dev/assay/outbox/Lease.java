package dev.assay.outbox;

/**
 * The right to do a piece of work, as long as heartbeats say so. Only the newest lease of a piece
 * of work counts; whatever an older one wants to write is refused.
 *
 * @param workKey what the work is known by
 * @param payload as offered
 * @param attempt the fencing token: grows with every claim
 * @param failures how many attempts before this one ended badly
 */
public record Lease(String workKey, String payload, int attempt, int failures) {}
