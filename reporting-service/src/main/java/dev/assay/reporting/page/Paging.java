// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import java.util.List;

/**
 * A part of a long list.
 *
 * @param shown elements
 * @param range which of them these are, in words
 * @param before address of the page before; empty: there is none
 * @param after address of the next page; empty: there is none
 * @param <T> an element
 */
record Paging<T>(List<T> shown, String range, String before, String after) {
  private static final int EACH = 24;

  /**
   * @param page from 1; one after the last shows the last
   * @param address to which the number of a page is appended
   */
  static <T> Paging<T> of(List<T> all, int page, String address) {
    int last = Math.max(1, (all.size() + EACH - 1) / EACH);
    int number = Math.clamp(page, 1, last);
    int from = EACH * (number - 1);
    int to = Math.min(all.size(), from + EACH);
    return new Paging<>(
        all.subList(from, to),
        all.isEmpty() ? "none" : "%d to %d of %d".formatted(from + 1, to, all.size()),
        number > 1 ? address + (number - 1) : "",
        number < last ? address + (number + 1) : "");
  }
}
