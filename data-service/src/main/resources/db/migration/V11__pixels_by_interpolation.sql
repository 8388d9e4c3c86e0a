alter table packed_pixels add column interpolation text not null default 'bilinear';
alter table packed_pixels drop constraint packed_pixels_pkey;
alter table packed_pixels add primary key (content_hash, resize, interpolation);
