# Makes the small DICOM files of this folder with pydicom 3.0.2 and Pillow 12.3.0, and expected.json: the grey levels (or colours)
# that pydicom.pixels.apply_modality_lut and apply_voi_lut make of them, spread over 0 to 255, MONOCHROME1 inverted.
import io, json, os, numpy as np, pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.pixels import apply_modality_lut, apply_voi_lut
from pydicom.uid import *
out=os.path.dirname(os.path.abspath(__file__))
H,W=9,14
rng=np.random.default_rng(7)
def base(arr, bits, signed=0, allocated=16, syntax=ExplicitVRLittleEndian, photo='MONOCHROME2'):
    ds=Dataset(); ds.file_meta=FileMetaDataset(); ds.file_meta.TransferSyntaxUID=syntax
    ds.SOPClassUID='1.2.840.10008.5.1.4.1.1.2'; ds.SOPInstanceUID='1.2.3.4'
    ds.file_meta.MediaStorageSOPClassUID=ds.SOPClassUID; ds.file_meta.MediaStorageSOPInstanceUID=ds.SOPInstanceUID
    ds.PatientName='Doe^Jane'; ds.PatientID='JD-0815'; ds.StudyInstanceUID='1.2.3.9'; ds.SeriesInstanceUID='1.2.3.9.1'; ds.Modality='CT'
    ds.Rows,ds.Columns=arr.shape[:2]; ds.SamplesPerPixel=1 if arr.ndim==2 else 3
    ds.PhotometricInterpretation=photo; ds.BitsAllocated=allocated; ds.BitsStored=bits; ds.HighBit=bits-1; ds.PixelRepresentation=signed
    ds.PixelData=arr.tobytes()
    return ds
def save(name, ds): ds.save_as(f'{out}/{name}.dcm', enforce_file_format=True)
exp={}
def expect(name, ds, values=None):
    arr=values if values is not None else ds.pixel_array
    hu=apply_modality_lut(arr,ds)
    y=apply_voi_lut(hu,ds).astype(float)
    if ds.get('VOILUTSequence'): lo,hi=0,2**ds.VOILUTSequence[0].LUTDescriptor[2]-1
    elif ds.get('ModalityLUTSequence'): lo,hi=0,2**ds.ModalityLUTSequence[0].LUTDescriptor[2]-1
    else:
        b=ds.BitsStored; lo,hi=(-(2**(b-1)),2**(b-1)-1) if ds.PixelRepresentation else (0,2**b-1)
        if 'RescaleSlope' in ds: lo,hi=lo*float(ds.RescaleSlope)+float(ds.RescaleIntercept),hi*float(ds.RescaleSlope)+float(ds.RescaleIntercept)
    x=(y-lo)/(hi-lo)
    g=np.floor(x*255+0.5+1e-9).astype(int)
    if ds.PhotometricInterpretation=='MONOCHROME1': g=255-g
    exp[name]=g.ravel().tolist()
u12=rng.integers(0,4096,(H,W)).astype('<u2')
s12=rng.integers(-1024,1024,(H,W)).astype('<i2')
for fn in ['LINEAR','LINEAR_EXACT','SIGMOID']:
    ds=base(s12,12,1); ds.RescaleSlope='1.5'; ds.RescaleIntercept='-24'; ds.WindowCenter='40'; ds.WindowWidth='400'
    if fn!='LINEAR': ds.VOILUTFunction=fn
    n='ct_'+fn.lower(); save(n,ds); expect(n,ds)
ds=base(u12,12,0,photo='MONOCHROME1'); ds.WindowCenter='2048'; ds.WindowWidth='3000'; save('cr_monochrome1',ds); expect('cr_monochrome1',ds)
ds=base(u12,12,0,syntax=ImplicitVRLittleEndian); ds.WindowCenter=['2000','10']; ds.WindowWidth=['1000','5']; save('implicit',ds); expect('implicit',ds)
ds=base(u12,12,0,syntax=DeflatedExplicitVRLittleEndian); ds.WindowCenter='2000'; ds.WindowWidth='1000'; save('deflated',ds); expect('deflated',ds)
for s,n in [(ExplicitVRLittleEndian,'voi_table'),(ImplicitVRLittleEndian,'voi_table_implicit')]:
    ds=base(u12,12,0,syntax=s); it=Dataset(); it.add_new(0x00283002,'US',[1000,500,10]); it.add_new(0x00283006,'US',[min(1023,(i*i)//900) for i in range(1000)]); ds.VOILUTSequence=Sequence([it]); save(n,ds); expect(n,ds)
ds=base(u12,12,0); it=Dataset(); it.add_new(0x00283002,'US',[4096,0,16]); it.add_new(0x00283006,'US',[(i*7)%4096 for i in range(4096)]); it.ModalityLUTType='US'; ds.ModalityLUTSequence=Sequence([it]); ds.WindowCenter='2000'; ds.WindowWidth='2500'; save('modality_table',ds); expect('modality_table',ds)
ds=base(u12,12,0); ds.WindowCenter='2000'; ds.WindowWidth='1000'; ds.compress(RLELossless); save('rle16',ds); expect('rle16',ds,u12)
u8=rng.integers(0,4,(H,W)).astype('u1')*60
ds=base(u8,8,0,8); ds.WindowCenter='128'; ds.WindowWidth='256'; ds.compress(RLELossless); save('rle8',ds); expect('rle8',ds,u8)
# Overlay bits above the stored ones must not be seen.
o=(u12|(rng.integers(0,16,(H,W))<<12)).astype('<u2')
ds=base(o,12,0); ds.WindowCenter='2000'; ds.WindowWidth='1000'; save('overlay_bits',ds); expect('overlay_bits',ds,u12)
rgb=rng.integers(0,256,(H,W,3)).astype('u1')
ds=base(rgb,8,0,8,photo='RGB'); ds.PlanarConfiguration=0; save('rgb',ds); exp['rgb']=rgb.ravel().tolist()
ds=base(rgb,8,0,8,photo='RGB'); ds.PlanarConfiguration=1; ds.PixelData=np.ascontiguousarray(rgb.transpose(2,0,1)).tobytes(); save('rgb_planes',ds); exp['rgb_planes']=rgb.ravel().tolist()
from PIL import Image
from pydicom.encaps import encapsulate
g=np.linspace(0,255,H*W).reshape(H,W).astype('u1'); f=io.BytesIO(); Image.fromarray(g).save(f,'JPEG',quality=90); dec=np.array(Image.open(io.BytesIO(f.getvalue())))
ds=base(g,8,0,8,syntax=JPEGBaseline8Bit); ds.WindowCenter='128'; ds.WindowWidth='256'; ds.PixelData=encapsulate([f.getvalue()]); ds['PixelData'].VR='OB'; save('jpeg_baseline',ds); expect('jpeg_baseline',ds,dec)
f=io.BytesIO(); Image.fromarray(rgb).save(f,'JPEG',quality=90); dec=np.array(Image.open(io.BytesIO(f.getvalue())))
ds=base(rgb,8,0,8,syntax=JPEGBaseline8Bit,photo='YBR_FULL_422'); ds.PlanarConfiguration=0; ds.PixelData=encapsulate([f.getvalue()]); ds['PixelData'].VR='OB'; save('jpeg_colour',ds); exp['jpeg_colour']=dec.ravel().tolist()
json.dump(exp,open(f'{out}/expected.json','w'),separators=(',',':'))
