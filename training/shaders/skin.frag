#version 330
#include common

in vec3 world; in vec3 n; in vec3 p; flat in float surface; in float sole; in float nail; in float ao;
uniform vec3 eye; uniform float instance; uniform float kind;
uniform vec3 tone; uniform vec3 sole_tone; uniform vec3 blush; uniform vec3 nail_tone; uniform vec3 cloth;
uniform float mottle;
uniform float crease;
uniform float vein;
uniform float hair;
uniform float gloss;
uniform float bump;
uniform float cuff;
uniform float cut;
uniform vec4 spots[4];
uniform vec3 spot_color[4];
uniform float nail_edge;
uniform float wrinkle;
uniform float crevice;  // how much hollows darken, 0 .. 1
uniform float welt;  // height of a shoe's sole; 0 for cloth
layout(location = 0) out vec4 color;
layout(location = 1) out vec4 label;
layout(location = 2) out vec4 coords;
void main() {
    vec3 q = p * 1.0; vec3 nn = normalize(n);
    vec3 v = normalize(eye - world);
    float grain = fbm(q * 38.0 + seed) - 0.5;
    float broad = fbm(q * 7.0 + seed * 3.0) - 0.5;
    float fine = noise(q * 150.0) - 0.5;
    float soleness = smoothstep(0.25, 0.75, sole + 0.25 * broad);
    vec3 albedo = mix(tone, sole_tone, soleness * 0.9);
    albedo *= 1.0 + mottle * (0.5 * broad + 0.6 * grain + 0.25 * fine);
    float ends = smoothstep(0.86, 1.0, p.x) + soleness * (exp(-pow((p.x - 0.72) / 0.09, 2.0)) + exp(-pow((p.x - 0.1) / 0.09, 2.0)) + exp(-pow((p.y - 0.16) / 0.05, 2.0)) * 0.6);
    albedo = mix(albedo, albedo * blush, clamp(ends * 0.7 + broad, 0.0, 1.0));
    // veins and creases darken and bend the normal
    float ridge = abs(noise(vec3(q.xy * 9.0, q.z * 9.0) + seed * 5.0) - 0.5);
    float line = smoothstep(0.035, 0.0, ridge) * vein * (1.0 - soleness);
    albedo = mix(albedo, albedo * vec3(0.82, 0.93, 1.0), line);
    float fold = smoothstep(0.5, 1.0, sin(q.x * 260.0 + 6.0 * noise(q * 20.0)) * noise(q * vec3(20.0, 8.0, 8.0)) * 1.6);
    float knuckle = (surface > 1.5 && surface < 2.5 && p.x > 0.8) ? 1.0 : soleness * wrinkle;
    albedo *= 1.0 - 0.25 * crease * fold * knuckle;
    float sole_line = smoothstep(0.06, 0.0, abs(noise(vec3(q.x * 13.0, q.y * 9.0, 1.0) + seed) - 0.5)) * soleness;
    albedo *= 1.0 - 0.18 * crease * sole_line;
    if (hair > 0.0 && surface > 1.5) { float h = noise(vec3(q.x * 300.0, q.y * 300.0, q.z * 55.0));
    albedo *= 1.0 - hair * smoothstep(0.72, 0.86, h) * smoothstep(0.15, 0.5, p.z + 0.2 * p.x);
    }
    vec3 d = vec3(grain, fine, noise(q * 60.0 + 5.0) - 0.5);
    vec3 d2 = vec3(broad, noise(q * 14.0 + 29.0) - 0.5, grain * 0.5);
    nn = normalize(nn + bump * (0.35 * d + 0.35 * d2) + 0.25 * line * d2);
    float shine = gloss;
    float is_nail = smoothstep(0.3, 0.6, nail);
    if (surface > 4.5 && surface < 5.5) {
        albedo = mix(albedo, nail_tone, is_nail * 0.9); shine = gloss * 2.0 + 0.25; nn = normalize(n);
        albedo = mix(albedo, albedo * 0.62, nail_edge * (1.0 - smoothstep(0.55, 0.8, nail)));
    }
    for (int k = 0; k < 4; k++) {
        float r = spots[k].w; if (r <= 0.0) continue;
        float e = length(p - spots[k].xyz) / r + 0.5 * (noise(p * 30.0 + float(k)) - 0.5);
        albedo = mix(albedo, spot_color[k] * (0.7 + 0.6 * noise(p * 70.0)), smoothstep(1.0, 0.75, e));
        albedo = mix(albedo, albedo * vec3(1.05, 0.6, 0.55), smoothstep(1.7, 1.0, e) * smoothstep(0.7, 1.0, e) * 0.6);
    }
    bool clothed = p.z > cuff;
    if (kind > 0.5 || clothed) { float weave = 0.85 + 0.3 * noise(p * 45.0 + seed) + 0.12 * sin(p.z * 300.0);
    albedo = cloth * weave;
    shine = 0.02;
    nn = normalize(n + 0.5 * d2);
    if (welt > 0.0 && kind > 0.5) {
        float lace = step(0.42, p.x) * step(p.x, 0.66) * step(0.1, p.z) * step(abs(p.y), 0.07) * step(0.0, sin(p.x * 150.0));
        albedo = mix(cloth * (0.9 + 0.2 * noise(p * 12.0 + seed)), nail_tone, p.z < welt ? 1.0 : lace * step(0.5, nail_edge));
        albedo *= 1.0 - 0.5 * smoothstep(0.008, 0.0, abs(p.z - welt));
        shine = gloss;
        nn = normalize(n + 0.15 * d2);
    }
    }
    float key = max(dot(nn, key_direction), 0.0);
    float wrap = max((dot(nn, key_direction) + 0.35) / 1.35, 0.0);
    float shadow = lit(key_shadow, key_matrix, world + 0.01 * n, key_blur, 0.002);
    float open = mix(0.45, 1.0, lit(sky_shadow, sky_matrix, world + 0.02 * n, sky_blur, 0.004));
    float occlusion = mix(1.0, clamp(ao, 0.05, 1.3), crevice) * open;
    vec3 soft = mix(vec3(key), vec3(wrap), vec3(0.75, 0.45, 0.35));
    vec3 light = key_color * soft * mix(0.12, 1.0, shadow) + fill_color * max(dot(nn, fill_direction) * 0.7 + 0.3, 0.0) * occlusion
               + mix(ground_color, sky_color, nn.z * 0.5 + 0.5) * occlusion;
    vec3 halfway = normalize(key_direction + v);
    float spec = pow(max(dot(nn, halfway), 0.0), mix(18.0, 60.0, clamp(shine, 0.0, 1.0))) * shine * shadow + 0.25 * shine * pow(1.0 - max(dot(nn, v), 0.0), 4.0);
    vec3 rgb = albedo * light + key_color * spec * 0.6;
    color = vec4(pow(clamp(rgb, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
    label = vec4(kind > 0.5 ? 0.0 : (clothed ? 0.0 : (p.z > cut ? 6.0 : surface)) / 255.0, instance / 255.0, kind > 0.5 ? 1.0 : 0.0, 1.0);
    coords = vec4(p.x, 0.5 - p.y, p.z, 1.0);
}
