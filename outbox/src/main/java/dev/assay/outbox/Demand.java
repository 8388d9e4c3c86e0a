package dev.assay.outbox;

/**
 * Somebody who wants the result of a piece of work.
 *
 * @param group what shares the workers fairly and is withdrawn as a whole, e.g. a study
 * @param demander who within the group, e.g. a cell
 */
public record Demand(String group, String demander) {}
