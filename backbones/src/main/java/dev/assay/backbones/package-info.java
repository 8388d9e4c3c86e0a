/**
 * The image networks, as DJL blocks whose parameters carry the official names.
 *
 * <p>One architecture is one file: {@link dev.assay.backbones.Vgg}, {@link
 * dev.assay.backbones.ResNet}, {@link dev.assay.backbones.DenseNet}, {@link
 * dev.assay.backbones.MobileNetV2}, {@link dev.assay.backbones.DinoV2}. A new one is such a file, a
 * line in {@link dev.assay.backbones.Backbones}, and its entry in {@link
 * dev.assay.weights.BackboneCatalogue}. A new head is a {@link dev.assay.backbones.Head} and a line
 * in {@link dev.assay.backbones.Heads}.
 */
@NullMarked
package dev.assay.backbones;

import org.jspecify.annotations.NullMarked;
