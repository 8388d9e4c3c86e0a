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
  private static final Map<String, Pattern> CLASSES =
      new TreeMap<>(
          Map.of(
              "AMD", Pattern.compile("A\\d+\\.(?i:jpg|jpeg|png|tiff?|bmp)"),
              "Non-AMD", Pattern.compile("N\\d+\\.(?i:jpg|jpeg|png|tiff?|bmp)")));

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
    Tree tree = Tree.at(path, AmdLayout::hasClasses, "the folders AMD and Non-AMD");
    Path root = tree.root();
    Faults faults = new Faults();
    if (!hasClasses(root)) {
      Path training =
          Folders.search(path, f -> Files.isDirectory(f.resolve("AMD"))).stream()
              .findFirst()
              .orElse(path);
      for (String name : CLASSES.keySet()) {
        if (!Files.isDirectory(training.resolve(name))) {
          faults.add(
              path + " has no folder '" + name + "'; layout '" + NAME + "' expects " + expects());
        }
      }
    }
    faults.refuseIfAny();
    List<ListedFile> files = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Map.Entry<String, Pattern> entry : CLASSES.entrySet()) {
      String name = entry.getKey();
      Folders.Found found = Folders.walk(root.resolve(name));
      found.leftOut().forEach(f -> leftOut.add(f.of(Optional.of(name))));
      for (Path file : found.files()) {
        String id = Folders.imageId(root, file);
        if (entry.getValue().matcher(Folders.name(file)).matches()) {
          files.add(new ListedFile(file, id, name, Optional.of(id), Optional.empty()));
        } else {
          leftOut.add(
              new LeftOut(
                  file,
                  QuarantineReason.UNEXPECTED_NAME,
                  "images of class " + name + " are named " + name.charAt(0) + "0001.jpg and so on",
                  Optional.of(name)));
        }
      }
    }
    if (files.isEmpty()) {
      throw new DatasetException(
          path + " has no image named as layout '" + NAME + "' expects: " + expects());
    }
    return Listing.of(root, Listing.IMAGE, CLASSES.keySet(), files, leftOut).with(tree.notes());
  }

  private static boolean hasClasses(Path folder) {
    return CLASSES.keySet().stream().allMatch(name -> Files.isDirectory(folder.resolve(name)));
  }
}
