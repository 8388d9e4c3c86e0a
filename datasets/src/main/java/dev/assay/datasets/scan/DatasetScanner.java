// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.SyntheticMarker;
import dev.assay.datasets.decoding.DecodedImage;
import dev.assay.datasets.decoding.FileDecoder;
import dev.assay.datasets.decoding.LocalDecoder;
import dev.assay.datasets.decoding.Wanted;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.datasets.layout.AttributeValues;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.layout.ListedFile;
import dev.assay.datasets.layout.Listing;
import dev.assay.datasets.source.FileFrames;
import dev.assay.datasets.source.ImageFiles;
import dev.assay.datasets.source.PackedParts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Reads and decodes every file of a data set and separates images that can be used from files that
 * are left out. Each thread holds one image at a time. The result depends neither on the order of
 * the files nor on the number of threads.
 */
public final class DatasetScanner {
  private final FileDecoder decoder;
  private final DecodingOptions decoding;
  private final PixelLimit limit;
  private final int threads;

  /**
   * @param decoding how files become pixels
   * @param limit the largest image
   * @param threads number of images that are decoded at once, at least 1
   */
  public DatasetScanner(
      FileDecoder decoder, DecodingOptions decoding, PixelLimit limit, int threads) {
    this.decoder = decoder;
    this.decoding = decoding;
    this.limit = limit;
    this.threads = threads;
  }

  /** Decodes in this process: for images that a program drew. */
  public DatasetScanner(ImageDecoder decoder, int threads) {
    this(new LocalDecoder(), decoder.decoding(), decoder.limit(), threads);
  }

  /** A scan that reads every file. */
  public DatasetVersion scan(Layout layout, Path path, GroupKey key, ScanProgress progress)
      throws DatasetException, InterruptedException {
    return scan(layout, path, key, ScanMemory.NONE, ImageObserver.NONE, progress);
  }

  /** A scan that reads every file and passes each decoded image to an observer. */
  public DatasetVersion scan(
      Layout layout, Path path, GroupKey key, ImageObserver observer, ScanProgress progress)
      throws DatasetException, InterruptedException {
    return scan(layout, path, key, ScanMemory.NONE, observer, progress);
  }

  /**
   * A scan that reads only files that have changed since an earlier one.
   *
   * @param path the folder of the data set
   * @param memory the results of the earlier scan
   * @param observer receives the images that are read
   * @throws DatasetException if the folder does not have the layout, or no image in it can be used
   */
  public DatasetVersion scan(
      Layout layout,
      Path path,
      GroupKey key,
      ScanMemory memory,
      ImageObserver observer,
      ScanProgress progress)
      throws DatasetException, InterruptedException {
    return scan(
        layout, path, file -> true, ErasedImages.none(key), key, memory, observer, progress);
  }

  private static Listing listed(Layout layout, Path path) throws DatasetException {
    try {
      return PackedParts.noted(layout.list(path));
    } catch (DatasetException e) {
      throw PackedParts.explained(path, e);
    }
  }

  /**
   * A scan of a folder to which files are still being written.
   *
   * @param isComplete whether a file is complete; other files are ignored as if they did not exist
   * @param erased what is passed over
   */
  public DatasetVersion scan(
      Layout layout,
      Path path,
      Predicate<Path> isComplete,
      ErasedImages erased,
      GroupKey key,
      ScanMemory memory,
      ImageObserver observer,
      ScanProgress progress)
      throws DatasetException, InterruptedException {
    Listing listed = listed(layout, path);
    AttributeValues.check(listed);
    Listing whole =
        FileFrames.of(listed.only(file -> isComplete.test(ImageFiles.container(file))), decoding);
    Listing listing = erased.without(whole, layout.name());
    List<ScannedFile> files = scan(listing, key, memory, observer, progress);
    List<QuarantinedFile> quarantined = new ArrayList<>();
    listing
        .leftOut()
        .forEach(
            f ->
                quarantined.add(
                    new QuarantinedFile(f.file(), f.reason(), f.detail(), f.className())));
    List<ScannedFile> usable = new ArrayList<>();
    for (ScannedFile file : files) {
      Optional<ScanResult.Fault> fault = file.fault();
      if (fault.isPresent()) {
        quarantined.add(file.quarantined(fault.get()));
      } else if (!erased.passesOver(file, layout.name())) {
        usable.add(file);
      }
    }
    quarantined.addAll(erased.quarantined(listing.root()));
    Duplicates duplicates = Duplicates.among(usable);
    List<ScannedImage> images = new ArrayList<>();
    boolean patients =
        (listing.groupKind().equals(Listing.IMAGE) || listing.groupKind().equals(Listing.FILE))
            && !usable.isEmpty();
    for (ScannedFile file : usable) {
      if (duplicates.isConflict(file.sha256())) {
        quarantined.add(
            new QuarantinedFile(
                file.file().file(),
                QuarantineReason.LABEL_CONFLICT,
                "the same bytes occur under two classes",
                file.file().statedClass()));
      } else {
        images.add(file.image(key.pseudonym(layout.name() + ":" + duplicates.group(file))));
        patients &= file.statedPatient().isPresent();
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
        patients ? "patient" : listing.groupKind(),
        listing.classes(),
        SyntheticMarker.isIn(path, listing.root()),
        images,
        quarantined,
        decoding,
        layout.provenance(),
        listing.notes());
  }

  private static DatasetException nothingUsable(
      Layout layout, Path path, List<QuarantinedFile> quarantined) {
    if (quarantined.isEmpty()) {
      return new DatasetException(
          path + " has no image; layout '" + layout.name() + "' expects " + layout.expects());
    }
    QuarantinedFile first = quarantined.get(0);
    return new DatasetException(
        path
            + " has no usable image: "
            + quarantined.size()
            + " files were scanned; the first, "
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

  private List<ScannedFile> scan(
      Listing listing,
      GroupKey key,
      ScanMemory memory,
      ImageObserver observer,
      ScanProgress progress)
      throws InterruptedException {
    Map<String, Integer> labels = new HashMap<>();
    listing.classes().forEach(name -> labels.put(name, labels.size()));
    List<ScannedFile> scanned = new ArrayList<>(listing.files().size());
    AtomicInteger leftOut = new AtomicInteger(listing.leftOut().size());
    progress.leftOut(leftOut.get());
    try (ImageFiles files = new ImageFiles(decoder)) {
      new ParallelInOrder(threads)
          .<ListedFile, ScannedFile, RuntimeException>forEach(
              listing.files(),
              file -> scan(file, label(file, labels), files, key, memory, observer),
              file -> {
                scanned.add(file);
                if (file.fault().isPresent()) {
                  progress.leftOut(leftOut.incrementAndGet());
                }
              },
              progress);
    }
    return scanned;
  }

  /** Its findings say more than one label could. */
  private static int label(ListedFile file, Map<String, Integer> labels) {
    return file.findings().isPresent() ? 0 : labels.get(file.className());
  }

  private ScannedFile scan(
      ListedFile file,
      int label,
      ImageFiles files,
      GroupKey key,
      ScanMemory memory,
      ImageObserver observer) {
    Instant now = Instant.now();
    Optional<FileStamp> before = FileStamp.of(ImageFiles.container(file.file()));
    Optional<ScanResult> known =
        before.flatMap(stamp -> memory.recall(file.file(), stamp, decoding));
    if (known.isPresent()) {
      return new ScannedFile(file, label, known.get(), before);
    }
    ScanResult result = read(file.file(), files, key, observer);
    // A file that changed while it was read, or just before, can change again without a new stamp.
    Optional<FileStamp> stamp =
        before
            .filter(s -> s.isSettled(now))
            .filter(s -> FileStamp.of(ImageFiles.container(file.file())).equals(Optional.of(s)));
    return new ScannedFile(file, label, result, stamp);
  }

  private static Map<String, String> attributes(DecodedImage image, GroupKey key) {
    Map<String, String> attributes = DicomAttributes.of(image, key);
    if (image.washedOut()) {
      attributes.put(ScanResult.WASHED_OUT, "yes");
    }
    return attributes;
  }

  private ScanResult read(Path file, ImageFiles files, GroupKey key, ImageObserver observer) {
    try {
      Wanted facts = Wanted.facts(decoding, limit);
      ImageFiles.ReadImage read =
          files.read(file, observer.wantsThumbnails() ? facts.withThumbnail() : facts);
      DecodedImage image = read.hashed().image();
      if (image.blank()) {
        return new ScanResult.Fault(
            QuarantineReason.BLANK,
            image.washedOut()
                ? "every pixel is white, because 16-bit grey levels above 255 are clipped; the"
                    + " decoding options sixteen-bit=min-max and sixteen-bit=high-byte show them"
                : "every pixel has the same value");
      }
      String sha256 = read.hashed().sha256();
      image.fingerprint().ifPresent(fingerprint -> observer.decoded(sha256, fingerprint));
      image.thumbnail().ifPresent(jpeg -> observer.thumbnail(sha256, jpeg));
      return new ScanResult.Usable(
          sha256, read.bytes(), image.width(), image.height(), attributes(image, key));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while a file was decoded", e);
    } catch (UnusableImageException e) {
      return new ScanResult.Fault(e.reason(), String.valueOf(e.getMessage()));
    }
  }
}
