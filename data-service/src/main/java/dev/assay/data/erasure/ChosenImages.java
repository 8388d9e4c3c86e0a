// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Hash;
import dev.assay.data.store.ImageRow;
import dev.assay.data.store.QuarantineRow;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.Folders;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.layout.ListedFile;
import dev.assay.datasets.layout.Listing;
import dev.assay.datasets.scan.DicomAttributes;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.PublishedIds;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Finds the images that an operator names: by what stands on a file or in a table, or by the keyed
 * ids of results. No name gets into a log.
 */
@ApplicationScoped
class ChosenImages {
  private static final Logger LOG = Logger.getLogger(ChosenImages.class);

  private static final String FRAME = "\\d{6,7}";

  private final GroupKey key;
  private final PublishedIds ids;

  ChosenImages(GroupKey key, PublishedIds ids) {
    this.key = key;
    this.ids = ids;
  }

  /** What is found, while it is. */
  private static final class Found {
    private final Set<String> images = new HashSet<>();
    private final Set<String> patients = new HashSet<>();
    private final Set<String> paths = new HashSet<>();
    private final Set<Path> files = new HashSet<>();

    void row(ImageRow row) {
      images.add(row.image);
      paths.add(row.path);
    }

    Chosen of(String dataset) {
      return new Chosen(dataset, images, patients, paths, files);
    }
  }

  /**
   * @param name path of the file below the folder of the data set or from the root of the disk, or
   *     the keyed id of the image or of its bytes
   */
  Chosen image(String dataset, String name) {
    Found found = new Found();
    for (VersionRow version : VersionRow.newestFirst(dataset)) {
      String path = below(version, name);
      for (ImageRow row : ImageRow.ofVersion(version.id)) {
        if (isAt(version, path, Folders.nfc(row.path))
            || name.equals(ids.image(row.image))
            || name.equals(ids.content(row.sha256))) {
          found.row(row);
        }
      }
      for (QuarantineRow row : QuarantineRow.ofVersion(version.id)) {
        if (isAt(version, path, Folders.nfc(row.path))) {
          found.paths.add(row.path);
          found.images.add(Hash.ofText(Folders.nfc(row.path)));
          found.files.add(Path.of(version.root).resolve(row.path));
        }
      }
    }
    return found.of(dataset);
  }

  /** A file, or the file whose frames are images; a folder names no image. */
  private static boolean isAt(VersionRow version, String wanted, String path) {
    return path.equals(wanted)
        || path.startsWith(wanted + "/")
            && path.substring(wanted.length() + 1).matches(FRAME)
            && !Files.isDirectory(Path.of(version.root).resolve(wanted));
  }

  private static String below(VersionRow version, String name) {
    String nfc = Folders.nfc(name);
    String root = Folders.nfc(version.root) + "/";
    return nfc.startsWith(root) ? nfc.substring(root.length()) : nfc;
  }

  /**
   * A patient, or a lesion where these are the groups of the data set. Images of a group go
   * together: patients of whom there is the same image are one, or cannot be told apart.
   *
   * @param name as the layout or a DICOM file has it, or the pseudonym
   */
  Chosen patient(String dataset, String name) {
    List<VersionRow> versions = VersionRow.newestFirst(dataset);
    Found found = new Found();
    Set<String> names = new TreeSet<>();
    listed(versions, name, found, names);
    if (names.size() > 1) {
      throw new FaultException(
          new Fault(
              "patient", name, "names several patients; write one of " + String.join(", ", names)));
    }
    String stated = DicomAttributes.patient(name, key);
    for (VersionRow version : versions) {
      found.patients.add(key.pseudonym(version.layout + ":" + name));
    }
    if (name.matches("[0-9a-f]{32}")) {
      found.patients.add(name);
    }
    for (VersionRow version : versions) {
      List<ImageRow> rows = ImageRow.ofVersion(version.id);
      Set<String> groups = new HashSet<>();
      for (ImageRow row : rows) {
        if (found.images.contains(row.image)
            || found.patients.contains(row.groupId)
            || row.attributes != null && row.attributes.contains('"' + stated + '"')) {
          found.row(row);
          groups.add(row.groupId);
        }
      }
      rows.stream().filter(row -> groups.contains(row.groupId)).forEach(found::row);
      // Where every image is a group of its own, the group is no patient.
      rows.stream().filter(row -> groups.contains(row.image)).forEach(r -> groups.remove(r.image));
      found.patients.addAll(groups);
    }
    return found.of(dataset);
  }

  /** The patient's files that lie in the folders of the versions, used or not. */
  private void listed(List<VersionRow> versions, String name, Found found, Set<String> names) {
    Set<Path> seen = new HashSet<>();
    for (VersionRow version : versions) {
      Path root = Path.of(version.root);
      if (!seen.add(root) || !Files.isDirectory(root)) {
        continue;
      }
      try {
        Layout layout = Layout.named(version.layout);
        Listing listing = layout.list(root);
        for (ListedFile file : listing.files()) {
          file.patient()
              .filter(patient -> isNamed(patient, name) && !patient.equals(file.imageId()))
              .ifPresent(
                  patient -> {
                    names.add(patient);
                    found.patients.add(key.pseudonym(layout.name() + ":" + patient));
                    found.images.add(Hash.ofText(file.imageId()));
                    found.paths.add(root.relativize(file.file()).toString());
                    found.files.add(file.file());
                  });
        }
      } catch (DatasetException e) {
        // Not the message, which names files.
        LOG.warnf("a folder of data set %s has another layout by now", version.dataset);
      }
    }
  }

  /** {@code train:person12}, or {@code person12} if that is one patient. */
  private static boolean isNamed(String patient, String name) {
    return patient.equals(name) || patient.endsWith(":" + name);
  }
}
