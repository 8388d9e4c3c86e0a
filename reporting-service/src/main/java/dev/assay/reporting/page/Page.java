// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

/** What the template {@code layout} knows of every page. */
public interface Page {
  Frame frame();

  String title();

  /** Address of the events that change this page; every page hears which services are away. */
  default String events() {
    return "/events/services";
  }
}
