// SPDX-License-Identifier: Apache-2.0
/**
 * Pretrained image networks in this process, as DJL blocks whose parameters carry the official
 * names. {@link dev.assay.backbones.Backbones} builds and fills a network; {@link
 * dev.assay.backbones.Classifier} puts a head on it.
 *
 * <p>The packages below use each other from the first to the last, and none uses this one but the
 * processes:
 *
 * <ul>
 *   <li>{@code heads}: what turns a feature into logits. A new one is a {@link
 *       dev.assay.backbones.heads.Head} and a line in {@link dev.assay.backbones.heads.Heads}.
 *   <li>{@code networks}: one file is one architecture. A new one is such a file, a line in {@link
 *       dev.assay.backbones.Backbones}, and its declaration in module {@code weights}.
 *   <li>{@code layers}: what networks and heads are made of.
 *   <li>{@code gradients}: parameters that learn.
 *   <li>{@code engine}: PyTorch in this process.
 * </ul>
 *
 * <p>The processes are in {@code trainer} and {@code scorer}. Both read images and features through
 * {@code data}, and report what they do through {@code child}.
 */
@NullMarked
package dev.assay.backbones;

import org.jspecify.annotations.NullMarked;
