// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A file of a study's export.
 *
 * @param path in the export
 * @param href where it is
 */
public record StudyFile(String path, String href) {
  static StudyFile of(String studyId, String path) {
    String encoded =
        Arrays.stream(path.split("/"))
            .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
    return new StudyFile(path, "/studies/" + studyId + "/files/" + encoded);
  }
}
