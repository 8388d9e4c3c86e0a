// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A folder that looks like a built checkout whose services are {@link FakeService}s. */
public final class FakeCheckout {
  private FakeCheckout() {}

  /**
   * @param mainClass of the services
   */
  public static Path build(Path root, String mainClass) throws Exception {
    Path embedded = root.resolve("embedded");
    if (!Files.exists(embedded)) {
      // The broker's jars and the database's programs are the real ones.
      Files.createDirectories(embedded);
      Files.createSymbolicLink(
          embedded.resolve("target"),
          Path.of(System.getProperty("assay.root"), "embedded", "target"));
    }
    Path driver =
        Path.of(
            org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    for (Service service : Service.values()) {
      Path jar = new Installation(root).serviceJar(service);
      Files.createDirectories(jar.getParent());
      Manifest manifest = new Manifest();
      Attributes attributes = manifest.getMainAttributes();
      attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
      attributes.put(Attributes.Name.MAIN_CLASS, mainClass);
      attributes.put(Attributes.Name.CLASS_PATH, driver.toUri().toString());
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
        add(out, "dev/assay/cli/stack/FakeService.class");
      }
    }
    return root;
  }

  private static void add(JarOutputStream out, String name) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    try (InputStream in = FakeCheckout.class.getClassLoader().getResourceAsStream(name)) {
      in.transferTo(out);
    }
    out.closeEntry();
  }
}
