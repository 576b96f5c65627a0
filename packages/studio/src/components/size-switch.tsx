import { useText } from '../i18n/index.ts';
import { type TileSize, tileSizes } from '../preferences/tile-size.ts';
import { Segmented } from './controls.tsx';
import './size-switch.css';

/** A choice of how large tiles are. */
export function SizeSwitch({ value, onChange }: { value: TileSize; onChange: (size: TileSize) => void }) {
  const t = useText().library;
  return (
    <Segmented
      label={t.size}
      value={value}
      options={tileSizes.map((size) => ({
        value: size,
        title: t.sizes[size],
        text: <span className={`size-sign size-${size}`} />,
      }))}
      onChange={onChange}
    />
  );
}
