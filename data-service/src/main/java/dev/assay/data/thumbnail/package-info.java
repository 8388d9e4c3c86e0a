// SPDX-License-Identifier: Apache-2.0
/** Small pictures of images, for people who may see them: ADR 0091. */
@NullMarked
package dev.assay.data.thumbnail;

import org.jspecify.annotations.NullMarked;
