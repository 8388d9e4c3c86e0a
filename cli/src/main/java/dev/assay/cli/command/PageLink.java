// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.client.AssayClient;
import java.util.Optional;

/** The line about the page that commands print beside what they are for. */
final class PageLink {
  private PageLink() {}

  /** The page of a study. */
  static String of(String studyId) {
    return "/view/" + studyId;
  }

  /**
   * With a link that works once.
   *
   * @param page where it leads; empty: the list of studies
   * @return empty where there is none: the command is about something else and goes on without
   */
  static Optional<String> line(AssayClient client, String page) {
    try {
      return client
          .pageLink(page)
          .map(link -> "Page: %s (signs in once, within ten minutes)".formatted(link));
    } catch (CliException e) {
      return Optional.empty();
    }
  }
}
