// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of a leak scan. It has paths below the folder of the data set, so it is only for
 * people who have access to the images.
 *
 * @param images number of images that were compared
 * @param notCompared number of images that could not be read again
 * @param threshold largest distance of near-duplicates, in bits of 256
 * @param comparisons number of pairs of fingerprints that were compared
 * @param copies images with the same bytes; they are in one group, so a split keeps them together
 * @param nearDuplicates pairs of near-duplicates with different bytes, the closest first; at most
 *     100,000, those in two parts before all others
 * @param nearFound number of all such pairs, including those that are not listed
 * @param nearAcrossParts number of all such pairs in two parts
 * @param nearAcrossGroups number of all such pairs in two groups
 * @param nearAcrossClasses number of all such pairs in two classes
 * @param clustersFound number of clusters: images that are near-duplicates of each other, directly
 *     or over others
 * @param clusters the clusters, at most 100: those in several parts first, then the largest
 * @param sameNumbers patients of the same number in train and test folders, where numbering
 *     restarts
 * @param leakageByPatient a warning where patients are not known; absent where they are
 */
public record LeakReport(
    int images,
    int notCompared,
    int threshold,
    long comparisons,
    List<Copies> copies,
    List<NearPair> nearDuplicates,
    long nearFound,
    long nearAcrossParts,
    long nearAcrossGroups,
    long nearAcrossClasses,
    int clustersFound,
    List<Cluster> clusters,
    List<SameNumber> sameNumbers,
    @Nullable String leakageByPatient) {

  public LeakReport {
    copies = List.copyOf(copies);
    nearDuplicates = List.copyOf(nearDuplicates);
    clusters = List.copyOf(clusters);
    sameNumbers = List.copyOf(sameNumbers);
  }

  /**
   * An image.
   *
   * @param file path below the folder of the data set
   * @param part absent if the image is in no part
   */
  public record Place(String file, String className, @Nullable Part part) {}

  /**
   * Images with the same bytes.
   *
   * @param acrossParts whether they are in more than one part
   */
  public record Copies(List<Place> places, boolean acrossParts) {
    public Copies {
      places = List.copyOf(places);
    }

    /**
     * The earlier name of {@code acrossParts}, for clients that know it by that.
     *
     * @deprecated read {@code acrossParts}
     */
    @Deprecated
    @JsonProperty("acrossSides")
    public boolean acrossSides() {
      return acrossParts;
    }
  }

  /**
   * Two near-duplicates, and whether they are in different parts, groups or classes.
   *
   * @param distance in bits of 256
   */
  public record NearPair(
      Place first,
      Place second,
      int distance,
      boolean acrossParts,
      boolean acrossGroups,
      boolean acrossClasses) {

    /**
     * The earlier name of {@code acrossParts}, for clients that know it by that.
     *
     * @deprecated read {@code acrossParts}
     */
    @Deprecated
    @JsonProperty("acrossSides")
    public boolean acrossSides() {
      return acrossParts;
    }
  }

  /**
   * Images that are near-duplicates of each other, directly or over others.
   *
   * @param images number of images with different bytes
   * @param parts number of them by part; an image whose copies are in several parts counts in each
   * @param classes number of them by class
   * @param groups number of groups to which they belong
   * @param examples the first of them
   */
  public record Cluster(
      int images,
      Map<String, Integer> parts,
      Map<String, Integer> classes,
      int groups,
      List<Place> examples) {
    public Cluster {
      parts = Collections.unmodifiableMap(new TreeMap<>(parts));
      classes = Collections.unmodifiableMap(new TreeMap<>(classes));
      examples = List.copyOf(examples);
    }
  }

  /**
   * A patient number that occurs in the train and in the test folder.
   *
   * @param number as it is in the file names
   * @param closest distance of a training and a test image of it, in bits of 256; absent if none
   *     could be compared
   * @param nearDuplicate whether that is within the threshold: then it is probably one patient
   */
  public record SameNumber(
      String number,
      int trainImages,
      int testImages,
      @Nullable Integer closest,
      boolean nearDuplicate) {}

  /** Warnings for the readers of results; they name no file and no group. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (leakageByPatient != null) {
      warnings.add(leakageByPatient);
    }
    if (nearAcrossParts > 0) {
      warnings.add(
          many(nearAcrossParts, "pair")
              + " of near-duplicate images are in two parts of the split");
    }
    if (nearAcrossClasses > 0) {
      warnings.add(
          many(nearAcrossClasses, "pair") + " of near-duplicate images are labelled differently");
    }
    long numbers = sameNumbers.stream().filter(SameNumber::nearDuplicate).count();
    if (numbers > 0) {
      warnings.add(
          many(numbers, "patient number")
              + " of both the train and the test folder have near-duplicate images");
    }
    if (notCompared > 0) {
      warnings.add(many(notCompared, "image") + " could not be searched for near-duplicates");
    }
    return warnings;
  }

  private static String many(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
