package dev.assay.datasets.leaks;

import dev.assay.contracts.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a leak scan found. Files are named as they lie below the folder of the data set: this is for
 * whoever holds the images, and for nobody else.
 *
 * @param images that were compared
 * @param notCompared images that could not be read again for it
 * @param threshold in bits of 256: pairs up to it count as near-duplicates
 * @param comparisons of two fingerprints that it took
 * @param copies images of the same bytes; they share a group, so no split parts them
 * @param nearDuplicates pairs of other images that look nearly alike, the closest first
 * @param nearFound their number, those that are not listed among them
 * @param sameNumbers patients of the same number in train and test folders, where numbering
 *     restarts
 * @param leakageByPatient what cannot be excluded because patients are not known; absent where they
 *     are
 */
public record LeakReport(
    int images,
    int notCompared,
    int threshold,
    long comparisons,
    List<Copies> copies,
    List<NearPair> nearDuplicates,
    long nearFound,
    List<SameNumber> sameNumbers,
    @Nullable String leakageByPatient) {

  public LeakReport {
    copies = List.copyOf(copies);
    nearDuplicates = List.copyOf(nearDuplicates);
    sameNumbers = List.copyOf(sameNumbers);
  }

  /**
   * @param part side it is on; absent where there is no split
   */
  public record Place(String file, String className, @Nullable Part part) {}

  /** Images of the same bytes. */
  public record Copies(List<Place> places, boolean acrossSides) {
    public Copies {
      places = List.copyOf(places);
    }
  }

  /**
   * Two images that look nearly alike, and what lies between them.
   *
   * @param distance in bits of 256
   */
  public record NearPair(
      Place first,
      Place second,
      int distance,
      boolean acrossSides,
      boolean acrossGroups,
      boolean acrossClasses) {}

  /**
   * A number that occurs in the train and in the test folder.
   *
   * @param number as file names have it
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

  public long nearAcrossSides() {
    return nearDuplicates.stream().filter(NearPair::acrossSides).count();
  }

  public long nearAcrossGroups() {
    return nearDuplicates.stream().filter(NearPair::acrossGroups).count();
  }

  public long nearAcrossClasses() {
    return nearDuplicates.stream().filter(NearPair::acrossClasses).count();
  }

  /** What a reader of results must know; names no file and no group. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (leakageByPatient != null) {
      warnings.add(leakageByPatient);
    }
    long sides = nearAcrossSides();
    if (sides > 0) {
      warnings.add(many(sides, "pair") + " of near-duplicate images lie on two sides of the split");
    }
    long classes = nearAcrossClasses();
    if (classes > 0) {
      warnings.add(many(classes, "pair") + " of near-duplicate images have different classes");
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
