// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

/**
 * How far a study is, in words.
 *
 * @param state for people, as {@code running}
 * @param summary how many cells have results, and the time left
 * @param done share of the runs that are done, in [0, 1]
 * @param ended whether nothing is still to come
 */
public record Headline(String state, String summary, double done, boolean ended) {}
