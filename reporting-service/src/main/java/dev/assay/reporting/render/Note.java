package dev.assay.reporting.render;

/**
 * A remark under the table, in plain text; each format escapes it.
 *
 * @param title one or two words
 * @param text sentences
 */
public record Note(String title, String text) {}
