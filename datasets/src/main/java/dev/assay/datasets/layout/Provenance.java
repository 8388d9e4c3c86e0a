package dev.assay.datasets.layout;

/**
 * Where images come from and what one may do with them.
 *
 * @param source a citation, best with a DOI
 * @param licence as its publisher states it
 */
public record Provenance(String source, String licence) {}
