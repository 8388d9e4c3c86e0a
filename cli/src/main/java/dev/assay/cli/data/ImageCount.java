// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.data;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How many images there are, and of how many patients, lesions or other groups.
 *
 * @param groupKind {@code image} where every image stands for itself, and no groups are named
 */
public record ImageCount(int images, int groups, String groupKind) {
  private static final String ALONE = "image";

  /**
   * @param document has {@code images}, {@code groups} and {@code groupKind}
   */
  public static ImageCount of(JsonNode document) {
    return new ImageCount(
        document.path("images").asInt(),
        document.path("groups").asInt(),
        document.path("groupKind").asText());
  }

  /** For example "61 images of 29 patients". */
  @Override
  public String toString() {
    return described("");
  }

  /** The same with a word before the images. */
  public String described(String adjective) {
    String all = (adjective.isEmpty() ? "" : adjective + " ") + plural(images, "image");
    return images
        + " "
        + all
        + (groupKind.equals(ALONE) ? "" : " of " + groups + " " + plural(groups, groupKind));
  }

  private static String plural(int count, String noun) {
    return count == 1 ? noun : noun + "s";
  }
}
