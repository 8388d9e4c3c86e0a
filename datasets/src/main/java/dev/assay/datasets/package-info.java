/**
 * From a folder of medical images to a split whose parts share no patient: decoding, layouts,
 * scans, splits and synthetic images. Plain Java; no framework, no database, no deep-learning
 * engine.
 */
@NullMarked
package dev.assay.datasets;

import org.jspecify.annotations.NullMarked;
