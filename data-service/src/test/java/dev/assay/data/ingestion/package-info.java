// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.data.ingestion;

import org.jspecify.annotations.NullMarked;
