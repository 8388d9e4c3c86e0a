// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A form that sends a folder or a zip, by the template {@code upload}.
 *
 * @param layouts what data sets can look like
 */
public record UploadPage(Frame frame, List<Fact> layouts) implements Page {
  static UploadPage of(Frame frame, JsonNode layouts) {
    List<Fact> all = new ArrayList<>();
    layouts.forEach(
        one -> all.add(new Fact(one.path("name").asText(), one.path("expects").asText())));
    return new UploadPage(frame, all);
  }

  @Override
  public String title() {
    return "New data set";
  }
}
