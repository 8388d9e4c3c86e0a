// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.data.thumbnail;

import org.jspecify.annotations.NullMarked;
