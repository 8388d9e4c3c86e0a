// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a layout fits a folder, found by listing it without opening an image.
 *
 * @param layout its name
 * @param fits whether the layout can list the folder, and knows the patient of at least every
 *     second image if it knows patients
 * @param why in words: what it lists, or its first fault
 */
public record LayoutFit(String layout, boolean fits, String why) {
  /** Layouts of no published set, the most special first. */
  private static final List<String> GENERAL =
      List.of(CsvLayout.NAME, FolderLayout.NAME, ModalitiesLayout.NAME);

  /**
   * Every layout with the folder, those that fit first: layouts of one published set before those
   * that fit many.
   *
   * @param folder of images, or an archive of arrays
   */
  public static List<LayoutFit> of(Path folder) {
    List<LayoutFit> fits = new ArrayList<>();
    Layout.ALL.values().forEach(layout -> fits.add(of(layout, folder)));
    fits.sort(
        Comparator.comparing((LayoutFit fit) -> !fit.fits())
            .thenComparing(fit -> GENERAL.indexOf(fit.layout())));
    return fits;
  }

  /** The layout to read the folder with; empty if none fits. */
  public static Optional<String> best(List<LayoutFit> fits) {
    return fits.stream().filter(LayoutFit::fits).map(LayoutFit::layout).findFirst();
  }

  private static LayoutFit of(Layout layout, Path folder) {
    try {
      Listing listing = layout.list(folder);
      int files = listing.files().size();
      long known = listing.files().stream().filter(f -> f.patient().isPresent()).count();
      if (2 * known < files) {
        return new LayoutFit(
            layout.name(),
            false,
            String.format(
                Locale.ROOT,
                "only %d of %d names have a %s as it expects",
                known,
                files,
                listing.groupKind()));
      }
      return new LayoutFit(layout.name(), true, listed(listing));
    } catch (DatasetException e) {
      // Not what the layout expects: that is in the guide and in the message of --layout.
      return new LayoutFit(layout.name(), false, e.faults().get(0).split("; layout '", 2)[0]);
    }
  }

  private static String listed(Listing listing) {
    long groups = listing.files().stream().flatMap(f -> f.patient().stream()).distinct().count();
    List<String> classes = listing.classes();
    return "%d images of %d classes (%s%s)%s%s"
        .formatted(
            listing.files().size(),
            classes.size(),
            String.join(", ", classes.subList(0, Math.min(8, classes.size()))),
            classes.size() > 8 ? ", ..." : "",
            listing.groupKind().equals(Listing.IMAGE)
                ? ", patients not known"
                : ", " + groups + " " + listing.groupKind() + "s",
            listing.files().stream().anyMatch(f -> f.part().isPresent())
                ? ", predefined parts"
                : "");
  }
}
