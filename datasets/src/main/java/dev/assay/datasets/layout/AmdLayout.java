// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The fundus photographs of iChallenge-AMD (ADAM, amd.grand-challenge.org): {@code Training400 /
 * AMD | Non-AMD}, files A0001.jpg and N0001.jpg; the whole set has 89 and 311. The test images are
 * published without labels and are not read. Patients are not known.
 */
public final class AmdLayout implements Layout {
  static final String NAME = "ichallenge-amd";
  private static final String TRAINING = "Training400";
  private static final Map<String, Pattern> CLASSES =
      new TreeMap<>(
          Map.of(
              "AMD", Pattern.compile("A\\d+\\.(jpg|JPG|jpeg|png)"),
              "Non-AMD", Pattern.compile("N\\d+\\.(jpg|JPG|jpeg|png)")));

  AmdLayout() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String expects() {
    return "Training400/ with AMD/ and Non-AMD/, files A0001.jpg and N0001.jpg";
  }

  @Override
  public String groups() {
    return "images";
  }

  @Override
  public Optional<Provenance> provenance() {
    return Optional.of(
        new Provenance(
            "Fu et al.: ADAM, automatic detection challenge on age-related macular degeneration,"
                + " iChallenge-AMD, doi:10.21227/dt4f-rt59",
            "as agreed with the publisher at registration"));
  }

  @Override
  public Listing list(Path path) throws DatasetException {
    Path root = root(Folders.existing(path));
    Faults faults = new Faults();
    for (String name : CLASSES.keySet()) {
      if (!Files.isDirectory(root.resolve(name))) {
        faults.add(
            path + " has no folder '" + name + "'; layout '" + NAME + "' expects " + expects());
      }
    }
    faults.refuseIfAny();
    List<ListedFile> files = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Map.Entry<String, Pattern> entry : CLASSES.entrySet()) {
      for (Path file : Folders.files(root.resolve(entry.getKey()))) {
        String id = Folders.imageId(root, file);
        if (entry.getValue().matcher(Folders.name(file)).matches()) {
          files.add(new ListedFile(file, id, entry.getKey(), Optional.of(id), Optional.empty()));
        } else {
          leftOut.add(
              new LeftOut(
                  file,
                  QuarantineReason.UNEXPECTED_NAME,
                  "images of class "
                      + entry.getKey()
                      + " are named "
                      + entry.getKey().charAt(0)
                      + "0001.jpg and so on"));
        }
      }
    }
    if (files.isEmpty()) {
      throw new DatasetException(
          path + " has no image named as layout '" + NAME + "' expects: " + expects());
    }
    return Listing.of(root, Listing.IMAGE, CLASSES.keySet(), files, leftOut);
  }

  /** The folder of the classes; in archives Training400 is inside of another folder. */
  private static Path root(Path path) throws DatasetException {
    Path folder = path;
    while (true) {
      if (Files.isDirectory(folder.resolve(TRAINING))) {
        return folder.resolve(TRAINING);
      }
      List<Path> below = Folders.folders(folder);
      if (below.size() != 1 || Files.isDirectory(folder.resolve("AMD"))) {
        return folder;
      }
      folder = below.get(0);
    }
  }
}
