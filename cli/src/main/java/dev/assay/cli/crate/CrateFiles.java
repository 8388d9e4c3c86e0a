// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.crate;

import dev.assay.cli.CliException;
import dev.assay.contracts.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a crate: an export whose list of hashes is signed. The list covers every file but
 * itself and its signature, so one signature covers the crate.
 */
public final class CrateFiles {
  public static final String SUMS = "SHA256SUMS";
  public static final String SIGNATURE = "SHA256SUMS.sig";
  public static final String METADATA = "ro-crate-metadata.json";
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) {2}(.+)");

  private CrateFiles() {}

  /**
   * Adds a file to an export, and signs its list of hashes.
   *
   * @return the number of files that the signature covers
   */
  public static int sign(Path folder, String metadata, PrivateKey key) throws IOException {
    Files.writeString(folder.resolve(METADATA), metadata);
    SortedMap<String, String> sums = new TreeMap<>(listed(folder));
    sums.put(METADATA, Hash.ofText(metadata));
    String list =
        sums.entrySet().stream()
            .map(file -> file.getValue() + "  " + file.getKey() + "\n")
            .collect(Collectors.joining());
    Files.writeString(folder.resolve(SUMS), list);
    Files.writeString(
        folder.resolve(SIGNATURE),
        SigningKey.sign(key, list.getBytes(StandardCharsets.UTF_8)),
        StandardCharsets.US_ASCII);
    return sums.size();
  }

  /** The hash of each file that the list names. */
  static Map<String, String> listed(Path folder) throws IOException {
    SortedMap<String, String> sums = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve(SUMS))) {
      Matcher parts = LINE.matcher(line);
      Path file = parts.matches() ? folder.resolve(parts.group(2)).normalize() : folder;
      if (!file.startsWith(folder) || file.equals(folder)) {
        throw CliException.badInput(
            "%s: '%s' is no line of hashes; it must be a SHA-256, two spaces and a path below the folder"
                .formatted(folder.resolve(SUMS), line));
      }
      sums.put(parts.group(2), parts.group(1));
    }
    return sums;
  }

  /**
   * What is wrong with the files, each with its name and its hashes; empty if nothing is.
   *
   * @throws CliException if it is no crate, or its signature is not by this key
   */
  static List<String> faults(Path folder, PublicKey key) throws IOException {
    for (String needed : List.of(SUMS, SIGNATURE, METADATA)) {
      if (!Files.isRegularFile(folder.resolve(needed))) {
        throw CliException.badInput(
            "%s is no signed crate: %s is missing; 'assay export STUDY -o DIR --crate KEY' makes one"
                .formatted(folder, needed));
      }
    }
    byte[] list = Files.readAllBytes(folder.resolve(SUMS));
    String signature = Files.readString(folder.resolve(SIGNATURE), StandardCharsets.ISO_8859_1);
    if (!SigningKey.isSignature(key, list, signature)) {
      throw CliException.badInput(
          "%s is not the signature of %s by key %s: the list was changed, or somebody else signed it"
              .formatted(folder.resolve(SIGNATURE), SUMS, SigningKey.fingerprint(key)));
    }
    Map<String, String> listed = listed(folder);
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, String> file : listed.entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (!Files.isRegularFile(path)) {
        faults.add(file.getKey() + " is missing");
        continue;
      }
      String found = hash(path);
      if (!found.equals(file.getValue())) {
        faults.add(
            "%s has the hash %s; signed is %s".formatted(file.getKey(), found, file.getValue()));
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .filter(file -> !listed.containsKey(file))
          .filter(file -> !file.equals(SUMS) && !file.equals(SIGNATURE))
          .sorted()
          .forEach(file -> faults.add(file + " is not signed"));
    }
    return faults;
  }

  private static String hash(Path file) throws IOException {
    MessageDigest digest = Hash.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Hash.hex(digest);
  }
}
