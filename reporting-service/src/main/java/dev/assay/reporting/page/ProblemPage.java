// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

/**
 * Why there is no page, by the template {@code problem}.
 *
 * @param title a few words
 * @param detail one sentence
 */
public record ProblemPage(Frame frame, String title, String detail) implements Page {}
