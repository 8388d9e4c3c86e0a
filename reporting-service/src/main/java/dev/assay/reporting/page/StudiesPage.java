// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.live.LiveTable;

/**
 * The list of studies, by the template {@code studies}.
 *
 * @param table of them, the newest first
 */
public record StudiesPage(Frame frame, LiveTable table) implements Page {
  @Override
  public String title() {
    return "Studies";
  }

  @Override
  public String events() {
    return "/events";
  }
}
