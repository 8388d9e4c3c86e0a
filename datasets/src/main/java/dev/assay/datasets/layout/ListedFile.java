package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that a layout found where images lie.
 *
 * @param file where it is
 * @param imageId its path below the root: POSIX separators, Unicode NFC
 * @param className the folder that names its class
 * @param patient what tells patients apart within the data set; empty if the layout knows patients
 *     and this file's name has none
 * @param part its predefined side, if the folders say so
 */
public record ListedFile(
    Path file, String imageId, String className, Optional<String> patient, Optional<Part> part) {}
