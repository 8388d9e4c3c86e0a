// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import dev.assay.contracts.Part;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one part of a split consists of.
 *
 * @param images their number
 * @param groups number of distinct patients or lesions
 * @param classImages images of each class, in the order of the labels
 * @param classGroups groups with an image of the class, likewise
 * @param width of the images in pixels, as stored
 * @param height likewise
 * @param attributes other attributes of the images, by name: sites, ages
 */
public record PartStatistics(
    Part part,
    int images,
    int groups,
    List<Integer> classImages,
    List<Integer> classGroups,
    Range width,
    Range height,
    Map<String, Attribute> attributes) {

  public PartStatistics {
    Check.present("part", part);
    classImages = List.copyOf(classImages);
    classGroups = List.copyOf(classGroups);
    Check.present("width", width);
    Check.present("height", height);
    attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
  }

  /**
   * @param median the lower one of an even number of values
   */
  public record Range(double least, double median, double most) {}

  /**
   * One attribute over the images of a part.
   *
   * @param known number of images with a value
   * @param counts images of each value; empty where values are numbers or too many to list
   * @param range where every value is a number
   * @param values number of distinct values
   */
  public record Attribute(
      int known, Map<String, Integer> counts, @Nullable Range range, int values) {
    public Attribute {
      counts = counts == null ? Map.of() : Map.copyOf(counts);
    }
  }
}
