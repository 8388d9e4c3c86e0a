package dev.assay.datasets.scan;

import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;

/**
 * A file that is left out.
 *
 * @param detail a sentence without a path
 */
public record QuarantinedFile(Path file, QuarantineReason reason, String detail) {}
