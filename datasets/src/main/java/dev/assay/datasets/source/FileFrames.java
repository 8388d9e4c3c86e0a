// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.dicom.DicomImage;
import dev.assay.datasets.layout.ListedFile;
import dev.assay.datasets.layout.Listing;
import dev.assay.datasets.nifti.NiftiFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The frames of files as images, where the decoding options ask for every one. All frames of a file
 * are in one group: that of its patient, if the layout or the file states one, or else the file.
 */
public final class FileFrames {
  /** The header of a file that states how many frames it has is at most so long. */
  private static final int BEGINNING = 1 << 20;

  private FileFrames() {}

  /** The listing with an image for each frame of its files. */
  public static Listing of(Listing listing, DecodingOptions decoding) {
    if (!decoding.chosenFrames().isEvery()) {
      return listing;
    }
    List<ListedFile> files = new ArrayList<>(listing.files().size());
    for (ListedFile file : listing.files()) {
      int count = count(file.file(), decoding);
      if (count == 1) {
        files.add(file);
        continue;
      }
      for (int number = 1; number <= count; number++) {
        files.add(
            new ListedFile(
                FrameOfFile.path(file.file(), number),
                file.imageId() + "/" + FrameOfFile.name(number),
                file.className(),
                file.patient(),
                file.part(),
                file.attributes(),
                file.findings()));
      }
    }
    files.sort(Comparator.comparing(ListedFile::imageId));
    boolean grouped = files.size() > listing.files().size();
    return new Listing(
        listing.root(),
        // A group of several images must not be called an image.
        grouped && listing.groupKind().equals(Listing.IMAGE) ? Listing.FILE : listing.groupKind(),
        listing.classes(),
        files,
        listing.leftOut(),
        listing.notes());
  }

  private static int count(Path file, DecodingOptions decoding) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] beginning = in.readNBytes(BEGINNING);
      return Math.max(DicomImage.frames(beginning), NiftiFile.slices(beginning, decoding.axis()));
    } catch (IOException e) {
      // The scan of the file says why it cannot be read.
      return 1;
    }
  }

  /**
   * Whether a group is the file of a frame, and not a patient that a layout knows.
   *
   * @param group as the listing states it
   */
  public static boolean isOwnFile(ListedFile file, String group) {
    return file.imageId().equals(group)
        || Optional.of(file)
            .filter(f -> FrameOfFile.of(f.file()).isPresent())
            .filter(f -> f.imageId().substring(0, f.imageId().lastIndexOf('/')).equals(group))
            .isPresent();
  }
}
