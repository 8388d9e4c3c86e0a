// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.contracts.Hash;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.layout.Folders;
import dev.assay.datasets.layout.LeftOut;
import dev.assay.datasets.layout.ListedFile;
import dev.assay.datasets.layout.Listing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Images that were erased, so that no scan takes them up again: by their place, by their bytes, or
 * by their patient, each as a keyed hash. One object is for one scan, and knows afterwards which
 * files it has passed over. What is kept of them in the version is a number, not a name.
 */
public final class ErasedImages {
  private static final int DIGITS = 12;

  private final GroupKey key;
  private final Set<String> images;
  private final Set<String> contents;
  private final Set<String> patients;

  /** Files by the keyed ids of their images, which have no order that tells a name. */
  private final SortedMap<String, Path> found = new ConcurrentSkipListMap<>();

  /**
   * @param key under which all of these are hashed
   * @param images keyed ids of images of this data set
   * @param contents keyed ids of the bytes of images, of whatever data set
   * @param patients pseudonyms of patients of this data set
   */
  public ErasedImages(
      GroupKey key, Set<String> images, Set<String> contents, Set<String> patients) {
    this.key = key;
    this.images = Set.copyOf(images);
    this.contents = Set.copyOf(contents);
    this.patients = Set.copyOf(patients);
  }

  /** Nothing was erased. */
  public static ErasedImages none(GroupKey key) {
    return new ErasedImages(key, Set.of(), Set.of(), Set.of());
  }

  /** Whether this image of a version was erased. */
  public boolean has(ScannedImage image) {
    return hasImage(image.image())
        || hasContent(image.sha256())
        || patients.contains(image.group());
  }

  /**
   * @param image hash of its path
   */
  public boolean hasImage(String image) {
    return !images.isEmpty() && images.contains(key.imageId(image));
  }

  boolean hasContent(String sha256) {
    return !contents.isEmpty() && contents.contains(key.contentId(sha256));
  }

  private boolean hasPatient(String layout, Optional<String> patient) {
    return !patients.isEmpty()
        && patient
            .map(name -> key.pseudonym(layout + ":" + name))
            .filter(patients::contains)
            .isPresent();
  }

  /** The listing without the files that need not be opened to know that they were erased. */
  Listing without(Listing listing, String layout) {
    if (images.isEmpty() && patients.isEmpty()) {
      return listing;
    }
    List<ListedFile> files = new ArrayList<>();
    for (ListedFile file : listing.files()) {
      String image = Hash.ofText(file.imageId());
      if (hasImage(image) || hasPatient(layout, file.patient())) {
        found(image, file.file());
      } else {
        files.add(file);
      }
    }
    List<LeftOut> leftOut = new ArrayList<>();
    for (LeftOut file : listing.leftOut()) {
      String image = Hash.ofText(Folders.imageId(listing.root(), file.file()));
      if (hasImage(image)) {
        found(image, file.file());
      } else {
        leftOut.add(file);
      }
    }
    return new Listing(
        listing.root(), listing.groupKind(), listing.classes(), files, leftOut, listing.notes());
  }

  /** Whether a file that was opened now turns out to be erased. */
  boolean passesOver(ScannedFile file, String layout) {
    if (!hasContent(file.sha256()) && !hasPatient(layout, Optional.of(file.patient()))) {
      return false;
    }
    found(Hash.ofText(file.file().imageId()), file.file().file());
    return true;
  }

  private void found(String image, Path file) {
    found.put(key.imageId(image), file);
  }

  /** The files that the scan has passed over. */
  public List<Path> files() {
    return List.copyOf(found.values());
  }

  /** What a version has in their place: how many they are, and no name. */
  List<QuarantinedFile> quarantined(Path root) {
    return found.keySet().stream().map(id -> inPlace(root, id)).toList();
  }

  /**
   * What a version has in the place of an erased image.
   *
   * @param id keyed
   */
  public static QuarantinedFile inPlace(Path root, String id) {
    return new QuarantinedFile(
        root.resolve("erased-" + id.substring(0, DIGITS)),
        QuarantineReason.ERASED,
        "its image was erased, so it is passed over",
        Optional.empty());
  }
}
