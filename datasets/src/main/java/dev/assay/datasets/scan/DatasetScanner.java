package dev.assay.datasets.scan;

import dev.assay.contracts.Hash;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.SyntheticMarker;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.layout.ListedFile;
import dev.assay.datasets.layout.Listing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads every file of a data set, decodes it whole, and keeps what can be used. Each thread holds
 * one image at a time; the result does not depend on the order of the files or the number of
 * threads.
 */
public final class DatasetScanner {
  private final ImageDecoder decoder;
  private final int threads;

  /**
   * @param threads that decode at once, at least 1; the decoder's pixel limit should know them
   */
  public DatasetScanner(ImageDecoder decoder, int threads) {
    this.decoder = decoder;
    this.threads = threads;
  }

  /**
   * @param path the folder of the data set
   * @throws DatasetException if the folder does not have the layout, or no image in it can be used
   */
  public DatasetVersion scan(Layout layout, Path path, GroupKey key, ScanProgress progress)
      throws DatasetException, InterruptedException {
    return scan(layout, path, key, ImageSight.NOBODY, progress);
  }

  /** The same, and somebody else looks at the decoded images, too. */
  public DatasetVersion scan(
      Layout layout, Path path, GroupKey key, ImageSight sight, ScanProgress progress)
      throws DatasetException, InterruptedException {
    Listing listing = layout.list(path);
    List<Finding> findings =
        new InOrder(threads).map(listing.files(), file -> look(listing, file, sight), progress);
    List<QuarantinedFile> quarantined = new ArrayList<>();
    List<Finding> usable = new ArrayList<>();
    for (Finding finding : findings) {
      finding
          .fault()
          .ifPresentOrElse(
              fault -> quarantined.add(finding.quarantined(fault)), () -> usable.add(finding));
    }
    Duplicates duplicates = Duplicates.among(usable);
    List<ScannedImage> images = new ArrayList<>();
    for (Finding finding : usable) {
      if (duplicates.isConflict(finding.sha256())) {
        quarantined.add(
            new QuarantinedFile(
                finding.file().file(),
                QuarantineReason.LABEL_CONFLICT,
                "the same bytes occur under two classes"));
      } else {
        images.add(finding.image(key.pseudonym(layout.name() + ":" + duplicates.group(finding))));
      }
    }
    if (images.isEmpty()) {
      throw nothingUsable(layout, path, quarantined);
    }
    images.sort(Comparator.comparing(ScannedImage::image));
    quarantined.sort(Comparator.comparing(QuarantinedFile::file));
    return new DatasetVersion(
        listing.root(),
        layout.name(),
        layout.groupKind(),
        listing.classes(),
        SyntheticMarker.isBeside(path, listing.root()),
        images,
        quarantined);
  }

  private static DatasetException nothingUsable(
      Layout layout, Path path, List<QuarantinedFile> quarantined) {
    QuarantinedFile first = quarantined.get(0);
    return new DatasetException(
        path
            + " has no usable image: "
            + quarantined.size()
            + " files were looked at; the first, "
            + path.relativize(first.file())
            + ", is left out as "
            + first.reason().label()
            + " ("
            + first.detail()
            + "); layout '"
            + layout.name()
            + "' expects "
            + layout.expects());
  }

  private Finding look(Listing listing, ListedFile file, ImageSight sight) {
    int label = listing.classes().indexOf(file.className());
    try {
      byte[] bytes = decoder.readFile(file.file());
      RgbImage image = decoder.decode(bytes);
      if (file.patient().isEmpty()) {
        throw new UnusableImageException(
            QuarantineReason.NO_PATIENT, "no patient can be read from the file's name");
      }
      String sha256 = Hash.ofBytes(bytes);
      sight.saw(sha256, image);
      return new Finding(
          file, label, sha256, bytes.length, image.width(), image.height(), Optional.empty());
    } catch (UnusableImageException e) {
      return new Finding(file, label, "", 0, 0, 0, Optional.of(e));
    }
  }

  /** What was seen of one file: its image, or its fault. */
  record Finding(
      ListedFile file,
      int label,
      String sha256,
      long bytes,
      int width,
      int height,
      Optional<UnusableImageException> fault) {

    QuarantinedFile quarantined(UnusableImageException fault) {
      String detail = String.valueOf(fault.getMessage());
      return new QuarantinedFile(file.file(), fault.reason(), detail);
    }

    /** The patient, or the image itself where the layout knows no patients. */
    String patient() {
      return file.patient().orElseThrow();
    }

    ScannedImage image(String group) {
      return new ScannedImage(
          file.file(),
          Hash.ofText(file.imageId()),
          sha256,
          bytes,
          width,
          height,
          label,
          group,
          file.part());
    }
  }
}
