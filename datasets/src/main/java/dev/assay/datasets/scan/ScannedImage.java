package dev.assay.datasets.scan;

import dev.assay.contracts.Part;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image that can be used.
 *
 * @param file where it is; stays with the data-service
 * @param image hash of its id, the NFC POSIX path below the root
 * @param sha256 of its bytes
 * @param bytes of the file
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param label index into the classes
 * @param group keyed pseudonym of its patient
 * @param part its predefined side
 */
public record ScannedImage(
    Path file,
    String image,
    String sha256,
    long bytes,
    int width,
    int height,
    int label,
    String group,
    Optional<Part> part) {}
