// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.source.FrameOfFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether what a version leaves out changes what it is a sample of. Files that cannot be used are
 * rarely missing at random: a scanner of one hospital, or a class, writes the format that is not
 * read. It matters if more than 1 % of the images of a class are left out, or if the share of any
 * class among all images changes by more than 2 percentage points.
 */
public final class ClassLosses {
  /** The words with which each warning begins. */
  public static final String HEAD = "MUCH IS LEFT OUT:";

  /** More than this part of a class. */
  static final double MOST_OF_A_CLASS = 0.01;

  /** More than this change of the share of a class. */
  static final double MOST_OF_A_SHARE = 0.02;

  /** What is left out as no image of the data set, or because the study asks for others. */
  private static final Set<QuarantineReason> NO_LOSS =
      EnumSet.of(
          QuarantineReason.MASK,
          QuarantineReason.UNCERTAIN,
          QuarantineReason.OTHER_FINDING,
          QuarantineReason.GROUP_IN_TEST,
          QuarantineReason.GROUP_IN_VALIDATION,
          QuarantineReason.GROUP_IN_TRAINING,
          QuarantineReason.NOT_FOR_TEST,
          QuarantineReason.ERASED);

  private ClassLosses() {}

  /**
   * One warning for each class of which too much is missing.
   *
   * @return empty if every class is nearly complete
   */
  public static List<String> of(DatasetVersion version) {
    if (version.hasFindings()) {
      return ofFindings(version);
    }
    int[] usable = version.classCounts();
    int classes = usable.length;
    int[] lost = new int[classes];
    int nameless = 0;
    for (QuarantinedFile file : version.quarantined()) {
      // The first and last slices of a volume are often empty.
      boolean emptySlice =
          file.reason() == QuarantineReason.BLANK && FrameOfFile.of(file.file()).isPresent();
      if (NO_LOSS.contains(file.reason()) || emptySlice) {
        continue;
      }
      int label = file.className().map(version.classes()::indexOf).orElse(-1);
      if (label >= 0) {
        lost[label]++;
      } else if (file.isRow()) {
        nameless++;
      }
    }
    long left = sum(usable);
    long all = left + sum(lost);
    List<String> warnings = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      long there = usable[label] + lost[label];
      if (there == 0) {
        continue;
      }
      double before = (double) there / all;
      double after = left == 0 ? 0 : (double) usable[label] / left;
      boolean ofClass = lost[label] > MOST_OF_A_CLASS * there;
      boolean ofShare = Math.abs(after - before) > MOST_OF_A_SHARE;
      if (ofClass || ofShare) {
        warnings.add(
            String.format(
                Locale.ROOT,
                HEAD
                    + " %d of %d images of class '%s' (%.1f %%) cannot be used, and its"
                    + " share of all images is %.1f %% instead of %.1f %%",
                lost[label],
                there,
                version.classes().get(label),
                100.0 * lost[label] / there,
                100 * after,
                100 * before));
      }
    }
    if (nameless > MOST_OF_A_CLASS * (all + nameless)) {
      warnings.add(
          String.format(
              Locale.ROOT,
              HEAD
                  + " %d rows without a class that can be read (%.1f %% of all) cannot"
                  + " be used",
              nameless,
              100.0 * nameless / (all + nameless)));
    }
    return warnings;
  }

  /** An image that is lost has no class, so all images are counted together. */
  private static List<String> ofFindings(DatasetVersion version) {
    long lost =
        version.quarantined().stream().filter(file -> !NO_LOSS.contains(file.reason())).count();
    long all = version.images().size() + lost;
    return lost <= MOST_OF_A_CLASS * all
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                HEAD + " %d of %d images (%.1f %%) cannot be used",
                lost,
                all,
                100.0 * lost / all));
  }

  private static long sum(int[] counts) {
    long sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }
}
