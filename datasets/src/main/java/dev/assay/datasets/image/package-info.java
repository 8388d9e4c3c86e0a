/**
 * Images exactly as Pillow and torchvision see them: decoding to RGB, resizing, crop offsets, and
 * everything that makes a file no image.
 */
@NullMarked
package dev.assay.datasets.image;

import org.jspecify.annotations.NullMarked;
