// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

/** What the template {@code layout} has around the content of every page. */
public sealed interface Page permits StudiesPage, StudyPage {
  /** After so many seconds a page that may change is loaded again. */
  int REFRESH_SECONDS = 3;

  String title();

  /** 0 for a page that does not change any more. */
  int refreshSeconds();
}
