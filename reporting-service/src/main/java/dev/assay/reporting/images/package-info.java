// SPDX-License-Identifier: Apache-2.0
/** What models said of single images, and the images themselves for who may see them: ADR 0091. */
@NullMarked
package dev.assay.reporting.images;

import org.jspecify.annotations.NullMarked;
