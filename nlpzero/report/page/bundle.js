(()=>{var Sn={int8:Int8Array,uint8:Uint8Array,int16:Int16Array,uint16:Uint16Array,int32:Int32Array,uint32:Uint32Array,
float32:Float32Array,float64:Float64Array},Yt=13,An=91,En=35,Ln=60;function On(n,t){let e=new Uint8Array(
t),o=s=>{let r=n.charCodeAt(s);return r-En-(r>Ln?1:0)};for(let s=0,r=0,i=0,a=0;r<t;s+=2)for(i=(i&255)<<
Yt|o(s)*An+o(s+1),a+=Yt;a>=8&&r<t;r++)e[r]=i>>(a-=8);return e}async function Nn(n){let t=new Blob([n]).
stream().pipeThrough(new DecompressionStream("deflate"));return new Response(t).arrayBuffer()}async function Tn({
name:n,dtype:t,shape:e,bytes:o,data:s}){let r=Sn[t];if(!r)throw new Error(`Array ${n}: unknown dtype\
 ${t}`);let i=e.reduce((c,h)=>c*h,1),a=await Nn(On(s,o));if(a.byteLength!==i*r.BYTES_PER_ELEMENT)throw new Error(
`Array ${n}: ${a.byteLength} bytes, expected ${i*r.BYTES_PER_ELEMENT}`);return{values:new r(a),shape:e}}
var at=class{#t=new Map;#e=new Map;constructor(t){for(let e of t.querySelectorAll("script[data-array\
]"))this.#t.set(e.dataset.array,e)}has(t){return this.#t.has(t)}get(t){return this.#t.has(t)?(this.#e.
has(t)||this.#e.set(t,this.#n(t)),this.#e.get(t)):Promise.resolve(null)}async all(t){let e=await Promise.
all(t.map(o=>this.get(o)));return Object.fromEntries(t.map((o,s)=>[o,e[s]]))}#n(t){let e=this.#t.get(
t),{dtype:o,shape:s,bytes:r}=e.dataset,i=e.textContent;return e.textContent="",Tn({name:t,dtype:o,shape:s.
split(",").map(Number),bytes:Number(r),data:i})}};var Lt=["word","not","within","heat"],Ot=["measure","other","min","map","lang"];function Jt(n){let t=new URLSearchParams(
n.replace(/^#/,"")),e={};for(let o of Lt)e[o]=t.getAll(o).filter(Boolean);for(let o of Ot)e[o]=t.get(
o)??"";return e}function Nt(n){let t=new URLSearchParams;for(let o of Lt)for(let s of n[o]??[])t.append(
o,s);for(let o of Ot)n[o]&&t.set(o,n[o]);let e=t.toString();return e?`#${e}`:""}var ct=class{#t=[];constructor(t=globalThis.
location,e=globalThis.history){this.place=t,this.history=e,this.state=Jt(t.hash)}set(t,{quiet:e=!1}={}){
this.state={...this.state,...t};let o=Nt(this.state)||this.place.pathname+this.place.search;e?this.history.
replaceState(null,"",o):this.history.pushState(null,"",o),this.#e(Object.keys(t))}reread(){this.state=
Jt(this.place.hash),this.#e([...Lt,...Ot])}clear(){this.#t=[]}watch(t,e){this.#t.push({keys:t,listener:e})}#e(t){
for(let{keys:e,listener:o}of this.#t)e.some(s=>t.includes(s))&&o(this.state)}};var Q=["Hani","Hira","Kana","Bopo","Thai","Laoo","Khmr","Mymr","Tale","Talu","Lana","Tavt","Ahom","J\
ava","Bali","Yiii","Tang","Nshu","Kits","Xsux","Egyp","Hluw"].map(n=>`\\p{sc=${n}}`).join("")+"\\u300\
6\\u303c\\u3031-\\u3035\\u30fc\\uff70\\uff9e\\uff9f",J="[〇〡-〩〸-〺㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺\
廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零]",z="[\\p{M}\\u200c\\u200d\\u{e0020}-\
\\u{e007f}]",G="\\p{Nd}\\u00b2\\u00b3\\u00b9\\u2070\\u2074-\\u2079\\u2080-\\u2089",B=`[${G}]`,S=`${B}\
(?!\\ufe0f?\\u20e3)`,zt=`[${Q}](?<=[\\p{L}\\p{Nl}\\u2e80-\\u2fd5])`,ee="[\\p{sc=Kana}\\u30fc\\uff70\\uff\
9e\\uff9f](?<=\\p{L})",b=`(?![${Q}])[\\p{L}\\p{Nl}]`,tt="[\\t-\\r\\x1c-\\x20\\x85\\p{Z}]",lt="[.．]",
Y="[_＿]",In="[#@_＃＠＿]",It="[.,．]",X=`${S}${z}*(?:${It}?${S}${z}*)*(?!${It}?${S})`,zn=`(?:${S}${z}\
*)+`,Qt=`${X}(?::${X}|`+["-","/"].map(n=>`(?:${n}${B}+(?=${n}${S}))+(?!${n}${B}+${n}${S})${n}${X}`).
join("|")+")*",I=`(?:${b}|${z}|${S}|(?<=\\p{L}${z}*)['’＇](?=${b}))*`,ne=`(?:[\\u{1f1e6}-\\u{1f1ff}\
]{2}|(?<run>[\\p{P}\\p{Sm}\\p{Sc}\\p{Sk}])\\k<run>*|.)(?:${z}|[\\u{1f3fb}-\\u{1f3ff}]|(?<=\\u200d)[^${tt.
slice(1,-1)}\\p{L}\\p{N}])*`,oe=(n,t)=>[`(?:${n}${J}|${J}(?=${J}|○|${t}))(?:${t}|${J}|○)*[%％‰‱]?`,
`${n}[%％‰‱]?`].join("|");function _n(){let n=`${zn}(?!${It}?${S})`,t=`(?:${n}(?!${b})|(?!${n})${X}\
)`;return[`(?<word>${b}${I}|${n}(?=${b})${I})`,`(?<number>${oe(X,t)})`,`(?<one>${zt}${z}*)`,`${tt}+`,
ne].join("|")}function Cn(){let n="[A-Za-z0-9]",t=[`${Y}+(?=${b}|${S})`,`(?<=${B})${lt}(?=${S})`,`(?\
<=[a-z0-9])${lt}(?![A-Z][a-z])(?=[A-Za-z])`,`(?<=[A-Z])${lt}(?=[A-Za-z])`].join("|"),e=`${t}|(?<=${b}\
)/(?=${b})|(?<=${B}):(?=${S})`,o=`(?:(?<=${b})\\+\\+[0-9]*(?!${b}|${S}|\\+)${z}*)?`,s=`(?<![\\p{L}\\p{\
M}\\p{Nl}${G}.．)\\]}"'])${lt}(?=[A-Za-z])`,r=[`[Ww]{3}(?=．${n})`,`[A-Za-z]#(?!${b}|${S}|${In})`,
`${b}${I}(?:(?:${t})${I})*${o}`,`${Qt}(?=${b}|${Y}+(?:${b}|${S}))${I}(?:(?:${e})${I})*${o}`,`${Y}+(?\
=${b})${I}(?:(?:${t})${I})*(?:${Y}+|${o})`,`${s}${I}(?:(?:${t})${I})*${o}`,`(?:${ee}${z}*)+`].join("\
|"),i="[!#-;=?-Z\\[\\]_a-z~]*",a=[`[Ww]{3}\\.(?=${n})`,`[A-Za-z]${I}(?:(?:${t})${I})*://(?=${n})`,`(\
?:${s})?${n}+(?:\\.${n}+)*\\.[A-Za-z]${n}*(?:/(?=${n})|:(?=[0-9]))`].join("|"),c=`${n}+(?:-${n}+)*`,
h=`(?=[A-Za-z0-9._+:/'-]{1,64}@)(?:_+(?=[A-Za-z])|${s}|[0-9]+[:/-](?=[0-9]))?${n}(?:(?:[A-Za-z0-9._+\
-]|(?<=[A-Za-z])'(?=[A-Za-z]))*${n})?@(?:${c}\\.)+[A-Za-z](?:-?${n})+${z}*`,l=`[${Q}\\p{L}\\p{Nl}\\p{M}${G}\
_＿]`,f=`(?=[${G}\\p{M}_＿]*[${Q}\\p{L}\\p{Nl}])`,u=`[${Q}]`,d=`(?:(?!${u})(?:${l}))`,g=[`(?<hash>\
[#＃])${f}${l}{1,32}\\k<hash>`,`(?<![\\p{L}\\p{M}\\p{Nl}${G}])[#@＃＠]${f}${l}{1,32}(?=${tt}|$)`,
`[#@＃＠](?=[${G}\\p{M}_＿]*${b})(?:${d}{1,32}(?!${l})|${d}+(?=${u}))`].map(p=>`(?<!${b}|${B}|${Y}\
)(?:${p})`).join("|"),w=`${X}(?!${b})`;return[`(?<url>(?:${a})${i})${z}*`,`(?<word>${h}|${r}|${g})`,
`(?<number>${oe(Qt,w)})`,`(?<one>${zt}${z}*)`,`${tt}+`,ne].join("|")}var Tt=new Map;function Rn(n){if(!Tt.
has(n)){let t=n?_n():Cn();Tt.set(n,new RegExp(t,"suy"))}return Tt.get(n)}function Pn(n){let t=n.length,
e=n.split("(").length-n.split(")").length;for(;t>0;t--)if(n[t-1]===")"&&e<0)e++;else if(!"?!.,:;*_~'".
includes(n[t-1]))break;return t}function se(n,t=!1){let e=Rn(t),o=[];for(let s=0;s<n.length;){e.lastIndex=
s;let{0:r,groups:i}=e.exec(n),a=i.number?"number":i.url||i.word||i.one?"word":"boundary",c=i.url?Pn(
i.url):r.length,h=s+(c<i.url?.length?c:r.length);o.push({start:s,end:h,kind:a}),s=h}return o}var jn={
digit:B,numeral:J,katakana:ee,ideograph:zt,letter:b,space:tt,apostrophe:"['’＇]"},te=new RegExp(Object.
entries(jn).map(([n,t])=>`(?<${n}>${t})`).join("|"),"uy");function U(n,t){te.lastIndex=t;let e=te.exec(
n)?.groups;return e?Object.keys(e).find(o=>e[o]!==void 0):"other"}var Fn=/^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]$/u,et=class{constructor(t,{unknown:e,
longest:o=null,splitIdentifiers:s=!1,unjoined:r=null}){this.scores=new Map,Object.assign(this,{unknown:e,
splitIdentifiers:s,unjoined:r===null?null:new Set(r)}),this.longest=o??1;for(let[i,a]of t)this.scores.
get(i)>=a||this.scores.set(i,a),o===null&&i.length>this.longest&&(this.longest=i.length)}};function ht(n,t){
let e=se(n,t.splitIdentifiers),o=[];for(let r=0;r<e.length;r++)o.push(...Bn(n,e,r,t));let s=Hn(Wn(e.
length,o),t);return{atoms:e,edges:[...o,...s.filter(({joined:r})=>r)],path:s}}function Hn(n,{unjoined:t}){
if(!t)return n;let e=[],o=!1;for(let s of n){let r=s.to===s.from+1&&Fn.test(s.text)&&!t.has(s.text);
if(r&&o){let i=e.pop(),{text:a,score:c}=i;e.push({...i,to:s.to,text:a+s.text,score:c+s.score,known:!1,
joined:!0})}else e.push(s);o=r}return e}function Bn(n,t,e,o){if(t[e].kind==="boundary"){let{start:i,
end:a}=t[e];return[{from:e,to:e+1,text:n.slice(i,a),score:0,known:!1,boundary:!0}]}let s=[],r="";for(let i=e+
1;i<=t.length&&r.length<=2*o.longest;i++){let{start:a,end:c,kind:h}=t[i-1];if(h==="boundary")break;r+=
h==="number"?"0":n.slice(a,c);let l=n.slice(t[e].start,c),f=Un(o.scores.get(l),o.scores.get(r));f!==
void 0?s.push({from:e,to:i,text:l,score:f,known:!0}):i===e+1&&s.push({from:e,to:i,text:l,score:o.unknown,
known:!1})}return s}function Un(n,t){return n>=t||t===void 0?n:t}function Wn(n,t){let e=Array.from({
length:n+1},()=>({score:-1/0,words:0,edge:null}));e[n]={score:0,words:0,edge:null};for(let s of[...t].
sort((r,i)=>i.from-r.from||r.to-i.to)){let r=e[s.to],i=e[s.from],a=s.score+r.score,c=r.words+1;(a>i.
score||a===i.score&&c<=i.words)&&(e[s.from]={score:a,words:c,edge:s})}let o=[];for(let s=0;e[s].edge;s=
e[s].edge.to)o.push(e[s].edge);return o}var ut=class n{constructor(t,e,o,{stride:s=o,offset:r=0}={}){Object.assign(this,{values:t,scales:e,size:o,
stride:s,offset:r,length:e.length})}half(t){let e=this.size/2;return new n(this.values,this.scales,e,
{stride:this.stride,offset:t*e})}row(t){let e=new Float64Array(this.size),o=t*this.stride+this.offset,
s=this.scales[t];for(let r=0;r<this.size;r++)e[r]=this.values[o+r]*s;return e}products(t,e=new Float64Array(
this.length)){let{values:o,scales:s,size:r,stride:i,offset:a}=this,c=r-r%4,h=e.length;for(let l=0,f=a;l<
h;l++,f+=i){let u=0,d=0,g=0,w=0,p=f,x=0;for(;x<c;x+=4,p+=4)u+=o[p]*t[x],d+=o[p+1]*t[x+1],g+=o[p+2]*t[x+
2],w+=o[p+3]*t[x+3];for(;x<r;x++,p++)u+=o[p]*t[x];e[l]=(u+d+(g+w))*s[l]}return e}lengths(){let{values:t,
scales:e,size:o,stride:s,offset:r,length:i}=this,a=new Float64Array(i);for(let c=0;c<i;c++){let h=0,
l=c*s+r;for(let f=0;f<o;f++)h+=t[l+f]*t[l+f];a[c]=Math.sqrt(h)*e[c]}return a}};function _t({values:n,
shape:[,t]},e,o=null){if(!o)return new ut(n,e.values,t);let s=new Int16Array(n.length);for(let r=0;r<
s.length;r++)s[r]=n[r]*256+o.values[r];return new ut(s,e.values,t)}function _(n,t){let e=0;for(let o=0;o<
n.length;o++)e+=n[o]*t[o];return e}function dt(n,t){let e=t.length,o=new Float64Array(e);for(let s=0,
r=0;s<e;s++){let i=0;for(let a=0;a<e;a++,r++)i+=n[r]*t[a];o[s]=i}return o}function re(n,t){return Float64Array.
from({length:t.length},(e,o)=>{let s=t.row(o);return Math.sqrt(Math.max(_(s,dt(n,s)),0))})}function R(n,t,e=1){
for(let o=0;o<n.length;o++)n[o]+=e*t[o];return n}var ft=class{#t=null;#e={};constructor(t){Object.assign(this,{left:null,right:null,shift:0,averaged:!1,
kind:"product"},t),this.leftMean??=new Float64Array(this.left?.size??0),this.rightMean??=new Float64Array(
this.left?.size??0)}size(t){return t==="cosine"||t==="context"?this.rows.length:Math.min(this.left.length,
this.right.length)}scores(t,e,o=[]){return t==="pmi"?this.#c(e,o):t==="predict"?this.#i(e):this.#r(e,
o,t==="context")}pmi(t,e){let o=_(this.#n(t),this.#o(e));return(this.averaged?(o+_(this.#n(e),this.#o(
t)))/2:o)+this.shift}cosine(t,e){return ie(_(W(this.rows.row(t)),W(this.rows.row(e))))}#n(t){return R(
this.left.row(t),this.leftMean)}#o(t){return R(this.right.row(t),this.rightMean)}#r(t,e,o){let s=o?this.
metric:null,r=new Float64Array(this.rows.size);for(let h of t)R(r,W(this.rows.row(h),s));for(let h of e)
R(r,W(this.rows.row(h),s),-1);let i=W(r,s),a=this.rows.products(s?dt(s,i):i,this.#s("scores","cosine")),
c=o?this.metricNorms??=re(s,this.rows):this.#t??=this.rows.lengths();for(let h=0;h<a.length;h++)a[h]=
c[h]>0?ie(a[h]/c[h]):0;return a}#s(t,e){let o=this.size(e);return this.#e[t]?.length!==o&&(this.#e[t]=
new Float64Array(o)),this.#e[t]}#c(t,e){let o=[...t.map(f=>[f,1]),...e.map(f=>[f,-1])],s=new Float64Array(
this.left.size),r=new Float64Array(this.left.size);for(let[f,u]of o)R(s,this.#n(f),u),R(r,this.#o(f),
u);let i=this.shift*(t.length-e.length),a=_(s,this.rightMean)+i,c=this.right.products(s,this.#s("pai\
rs","pmi"));if(!this.averaged){for(let f=0;f<c.length;f++)c[f]+=a;return c}let h=a+_(r,this.leftMean)+
i,l=this.left.products(r,this.#s("reverse","pmi"));for(let f=0;f<c.length;f++)c[f]=(c[f]+l[f]+h)/2;return c}#i(t){
let e=this.kind==="cbow",[o,s]=e?[this.right,this.left]:[this.left,this.right],[r,i]=e?[this.rightMean,
this.leftMean]:[this.leftMean,this.rightMean],a=new Float64Array(o.size);for(let l of t)R(R(a,s.row(
l)),i);let c=o.products(a,this.#s("pairs","predict")),h=_(r,a);for(let l=0;l<c.length;l++){let f=this.
normalisers?this.normalisers[l]:0;c[l]+=h+this.prior[l]-t.length*f}return Dn(c)}};function W(n,t=null){
let e=_(n,t?dt(t,n):n),o=Math.sqrt(Math.max(e,0));return n.map(s=>o>0?s/o:0)}function ie(n){return Math.
min(1,Math.max(-1,n))}function Dn(n){let t=-1/0,e=0;for(let s of n)s>t&&(t=s);for(let s of n)e+=Math.
exp(s-t);let o=t+Math.log(e);for(let s=0;s<n.length;s++)n[s]-=o;return n}var Gn=`\\s+[\\w:@.-]+(?:\\s*=\\s*(?:"[^"<>]*"|'[^'<>]*'|[^\\s"'<>=]+))?`,Xn=new RegExp([`<(?<close>\
/)?(?<name>[A-Za-z][\\w:-]*)(?:${Gn})*\\s*/?>`,"<[!?][^<>]*>","<!-{2}","-{2}>","&(?:[A-Za-z]{2,8}|#[\
0-9]{1,7}|#x[0-9A-Fa-f]{1,6});"].join("|"),"g"),Ct="[!-;=?-~]",Zn="(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z\
0-9])?\\.){1,9}",qn=new RegExp([`\\b[a-z][a-z0-9+.-]{1,9}://${Ct}+`,`\\bwww\\.${Ct}+`,"(?<![\\w.+-])[\
\\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,9}",`\\b${Zn}(?:com|org|net|edu|gov|cn|j\
p|uk)\\b(?:/${Ct}*)?`].join("|"),"g"),mt="--",Vn=["script","style"];function ae(n){let t=/[<&]/.test(
n)?[...Kn(n)]:[];if(/[@.:]/.test(n))for(let e of n.matchAll(qn))t.push([e.index,e.index+e[0].length]);
return t.sort((e,o)=>e[0]-o[0]||e[1]-o[1])}function*Kn(n){let t="",e=0;for(let o of n.matchAll(Xn)){
let s=o.index+o[0].length;yield[o.index,s];let{close:r,name:i}=o.groups,a=o[0]===`${mt}>`;if(t){if(!(t===
mt?a:r&&i?.toLowerCase()===t))continue;yield[e,s],t=""}else o[0]===`<!${mt}`?[t,e]=[mt,o.index]:Vn.includes(
i?.toLowerCase())&&!r&&([t,e]=[i.toLowerCase(),o.index])}}var pt=0,Z=1,Rt=2,ce=3,le=5,Yn={"’":"'",ʼ:"'","‐":"-","‑":"-","–":"-","•":"·","‧":"·",
"・":"·","･":"·"},Jn=/^[a-z0-9\u3400-\u9fff]*$/;function nt(n){return Jn.test(n)?n:Array.from(n,
t=>{let e=/[\u3000\uff01-\uffee]/.test(t)?t.normalize("NFKC"):t,o=Yn[e]??e,s=o.toLowerCase();return Array.
from(s).length===1?s:o}).join("")}function he(n,t){let e=[],o=ae(n),s=0;for(let{start:r,end:i}of t){
let{kind:a,units:c,blank:h}=Qn(n.slice(r,i));if(h&&!to(n,r,i))continue;for(;o[s]?.[1]<=r;)s++;let l=o[s]?.[0]<
i,f=nt(n.slice(r,i));e.push({start:r,end:i,key:f,kind:l?pt:a,units:c,joined:!1})}for(let r=0;r<e.length;r++)
e[r].kind===pt&&eo(n,e,r);return e}function Qn(n){let t=0,e=0,o=0,s=!0;for(let r=0;r<n.length;r+=n.codePointAt(
r)>65535?2:1){let i=U(n,r);i==="ideograph"||i==="numeral"?o++:i==="letter"||i==="katakana"?t++:i==="\
digit"&&e++,i!=="space"&&(s=!1)}return!t&&!o?{kind:e?Rt:pt,units:1,blank:s}:e&&!t&&e>=o?{kind:Rt,units:1,
blank:s}:{kind:Z,units:(t?1:0)+o,blank:s}}function to(n,t,e){if(t>0&&e<n.length&&ue(n,t)==="ideograp\
h"&&U(n,e)==="ideograph")return!0;let s=n.slice(t,e);if(/[\t\u2029]/.test(s))return!0;let r=s.match(
/\r\n|[\n\v\f\r\x85\u2028]/g)?.length??0;if(r!==1||e===n.length)return r>1;let i=String.fromCodePoint(
n.codePointAt(e));return U(n,e)!=="letter"||i!==nt(i)?!0:/^[.)]/.test(n.slice(e+i.length))}function ue(n,t){
let e=t>1&&/[\udc00-\udfff]/.test(n[t-1]);return U(n,t-(e?2:1))}function eo(n,t,e){let o=t[e],s=o.key,
r=o.end-o.start,i=t[e-1],a=t[e+1],c=i?.end===o.start&&[Z,Rt].includes(i.kind)?i:null,h=a?.start===o.
end&&a.kind!==pt?a:null,l=c?ue(n,o.start):"",f=h?U(n,o.end):"",u,d;if(r===1&&c&&h)u=s==="."&&l==="le\
tter"&&f==="letter"?so(n,c,h):no(s,n[o.start],l,f),d=u;else{let g=c?.kind===Z?c.end-c.start:0,w=t[e-
2],p=w?.kind===ce&&s[0]==="."&&w.key[0]===".";u=g>0&&oo(s[0],r,g,!!h,p),d=u&&!!h}s[0]==="."&&f==="le\
tter"&&(!c||l==="ideograph")&&(d=r===1&&h.end-h.start<=le),(u||d)&&Object.assign(o,{kind:ce,joined:!!d}),
u&&(t[e-1].joined=!0)}function no(n,t,e,o){if(n==="-"||n==="_")return!0;if(n==="·")return e!=="digi\
t"&&o!=="digit";if(n===".")return e==="digit"&&o==="digit";let s=U(t,0)==="apostrophe";return e==="l\
etter"&&o==="letter"&&(n==="&"||s)}function oo(n,t,e,o,s){return n==="+"?!o||t>1:t>1||e>1||o?!1:n===
"#"||n==="."&&s}function so(n,t,e){let o=i=>i!==nt(i),s=i=>Array.from(n.slice(i.start,i.end));return[
...s(t),...s(e)].every(o)?!0:o(s(t)[0])&&!o(s(e)[0])&&e.end-e.start<=le}var ro=/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;function A(n,t=60){let e=Array.from(n.slice(0,2*t+2));return(e.length>t||n.length>2*t+2?e.slice(0,t).
join("")+"…":n).replace(ro,r=>`⟨${r.codePointAt(0).toString(16).toUpperCase().padStart(4,"0")}⟩`)}
var de=n=>n>=65&&n<=90?n+32:n,ot=class{#t=new TextDecoder;constructor(t,e){this.bytes=t,this.ends=e,
this.length=e.length}at(t){return this.#t.decode(this.bytes.subarray(this.start(t),this.ends[t]))}start(t){
return t?this.ends[t-1]:0}idOf(t){let e=new TextEncoder().encode(t);for(let o=0,s=0;o<this.length;s=
this.ends[o++])if(this.ends[o]-s===e.length&&this.#e(e,s))return o;return-1}find(t){let e=this.idOf(
t);return e>=0||t===t.toLowerCase()?e:this.idOf(t.toLowerCase())}suggest(t,e=10){let o=Array.from(new TextEncoder().
encode(t),de);if(!o.length)return[];let s=[],r=[],i=[];for(let a=0,c=0;a<this.length&&r.length<e;c=this.
ends[a++]){let h=this.#n(o,c,this.ends[a]);h<0||(h>c?i.length<e&&i.push(a):this.ends[a]-c===o.length?
s.push(a):r.push(a))}return[...s,...r,...i].slice(0,e)}#e(t,e){for(let o=0;o<t.length;o++)if(this.bytes[e+
o]!==t[o])return!1;return!0}#n(t,e,o){for(let s=e;s<=o-t.length;s++){let r=0;for(;r<t.length&&de(this.
bytes[s+r])===t[r];)r++;if(r===t.length)return s}return-1}};function gt(n,t){let e=n.trim();if(!e)return{
ids:[],unknown:[]};let o=t.find(e);if(o>=0)return{ids:[o],unknown:[]};let s=[],r=[];for(let i of e.split(
/[\s,，、;；]+/u).filter(Boolean)){let a=t.find(i);a<0?r.push(i):s.includes(a)||s.push(a)}return{
ids:s,unknown:r}}var pe=-32768,ge=2e5,E=n=>n?.values??null,we=n=>n?Float32Array.from(n.values,t=>t/1e3):null,fe=n=>n&&
Float32Array.from(n.values,t=>t===pe?NaN:t/1e3);async function xe(n){let t=await n.all(["word_bytes",
"word_ends","counts","importance","map","community"]);return{words:new ot(E(t.word_bytes)??new Uint8Array,
E(t.word_ends)??new Uint32Array),counts:E(t.counts),importance:we(t.importance),map:E(t.map),community:E(
t.community)}}async function ye(n){let t=E(await n.get("log_norms"));return t&&Float32Array.from(t,e=>e===
pe?0:Math.exp(e/1e3))}async function be(n,t){let e=await n.all(["vectors","vector_low","vector_scale\
s","context_vectors","context_vector_low","context_vector_scales","metric","metric_norms","row_mean",
"column_mean","prior","normalisers"]);if(!e.vectors)return null;let o=_t(e.vectors,e.vector_scales,e.
vector_low),s=null,r=null;return t.vector_sets==="halves"?[s,r]=[o.half(0),o.half(1)]:t.vector_sets===
"two"&&([s,r]=[o,_t(e.context_vectors,e.context_vector_scales,e.context_vector_low)]),t.vector_sets===
"tied"&&(s=r=o),new ft({rows:o,left:s,right:r,metric:E(e.metric),metricNorms:E(e.metric_norms),leftMean:E(
e.row_mean),rightMean:E(e.column_mean),prior:E(e.prior),normalisers:E(e.normalisers),shift:t.pmi?.shift??
0,averaged:t.pmi?.averaged??!1,kind:t.predict?.kind??"product"})}function ve(n,t){if(!n)return null;
let o=t.vector_sets==="two"?[n.left,n.right]:[n.rows,n.rows];n.kind==="cbow"&&o.reverse();let[s,r]=o;
return{words:s,contexts:r,shiftOf:i=>-(n.normalisers?.[i]??0)}}function Me(n){let t=new Map;for(let e=Math.
min(n.length,ge)-1;e>=0;e--)t.set(nt(n.at(e)),e);return e=>t.get(e)??-1}async function $e(n){let{contexts:t,
context_pmi:e}=await n.all(["contexts","context_pmi"]);return t&&e&&{ids:t.values,pmi:we(e),width:t.
shape[1]}}async function ke(n){let t=await n.all(["lex_bytes","lex_ends","lex_counts","lex_scores","\
lex_cohesion","lex_entropy"]);return t.lex_bytes?{words:new ot(t.lex_bytes.values,t.lex_ends.values),
counts:E(t.lex_counts),scores:E(t.lex_scores),cohesion:fe(t.lex_cohesion),entropy:fe(t.lex_entropy)}:
null}function Se(n,t,e){if(t?.scores)return new et(me(t.words,r=>t.scores[r]),{unknown:e.lexicon.unknown,
longest:e.lexicon.max_length,splitIdentifiers:e.lexicon.split_identifiers,unjoined:e.lexicon.unjoined??
null});if(!n.counts)return null;let o=Pt(n.counts),s=r=>Math.log(Math.max(n.counts[r],1)/o);return new et(
me(n.words,s),{unknown:Math.log(.5/o)})}function*me(n,t){let e=Math.min(n.length,ge);for(let o=0;o<e;o++)
yield[n.at(o),t(o)]}function Pt(n){let t=0;for(let e of n)t+=e;return t}var io={skip:["Skip to the word map","跳到词语地图"],language:["中文","English"],languageLabel:[
"Switch the language to Chinese","切换为英文界面"],theme:["Light or dark","浅色或深色"],
sections:["Sections","各部分"],search:["Search a word","搜索词语"],suggestions:["Suggestions",
"建议"],unknownWord:["The word “{0}” is not in this page.","本页没有词语“{0}”。"],unknownWords:[
"Not in this page: {0}","本页没有：{0}"],loading:["Loading…","正在加载…"],damaged:["Thi\
s file is damaged: {0}","文件已损坏：{0}"],missing:["This model has no {0}.","该模型没有{0}。"],
tables:["All tables (readable without scripts)","全部表格（无需脚本即可阅读）"],overview:[
"Overview","概览"],facts:["Model","模型"],warnings:["Warnings","警告"],evaluation:["Evaluation",
"评测"],evaluationName:["test","测试"],score:["score","得分"],found:["compared / all","已比较 / 全\
部"],history:["Training","训练过程"],objective:["objective","目标函数"],loss:["loss","损失"],
sweep:["sweep","轮次"],epoch:["epoch","轮次"],noHistory:["training history","训练记录"],important:[
"Most important words","最重要的词语"],importantHelp:["Words with longer vectors than others o\
f the same frequency: terms and names, whose contexts are specific.","与同频词相比向量更长的词语：上下文专一的术语和名称。"],
noImportant:["word counts, from which importance is computed","用来计算重要度的词频"],map:[
"Word map","词语地图"],mapHelp:["Drag to move, scroll to zoom, click a word to select it. Keys: \
arrows move, + and − zoom, 0 shows everything, N and P step through the labelled words, Enter select\
s.","拖动可移动，滚轮可缩放，单击可选择词语。键盘：方向键移动，+ 和 − 缩放，0 显示全部，N 和 P 逐个浏览有标签的词语，Enter 选择。"],
mapLabel:["Map of {0} words; similar words are close","{0} 个词语的地图，相似的词语彼此靠近"],
noMap:["map (it needs at least two words)","地图（至少需要两个词语）"],layout:["Layout: \
{0}. Colours: communities of the word graph.","布局：{0}。颜色表示词语图中的社区。"],
zoomIn:["Zoom in","放大"],zoomOut:["Zoom out","缩小"],showAll:["Show everything","显示全部"],
cursor:["{0}; press Enter to select","{0}；按 Enter 选择"],neighbours:["Similar words","相似词语"],
positive:["Words","词语"],negative:["Without (negative words)","排除（负向词语）"],measure:[
"Measure","相似度"],minimum:["Lowest score","最低得分"],number:["Results","结果数量"],within:[
"Only these words","仅在这些词语中"],withinHelp:["Separated by spaces or commas; empty for al\
l words","用空格或逗号分隔；留空表示全部词语"],apply:["Show","显示"],word:["word",
"词语"],count:["count","词频"],importance:["importance","重要度"],results:["{0} words by {1},\
 {2} ms","{0} 个词语，按{1}，{2} 毫秒"],noResults:["No word has such a score.","没有词语达到该得分。"],
noQuery:["Search a word, or click one on the map.","搜索词语，或在地图上单击。"],noVector:[
"Only the {0} most frequent words have vectors for this measure: {1} has none.","只有前 {0} 个高频词有此相似度所需\
的向量：{1} 没有。"],onlyPositive:["predict accepts only positive words.","predict 只接受正向词语。"],
noVectors:["vectors in this page","本页内的向量"],cosine:["cosine","余弦"],context:["context",
"上下文相关"],pmi:["PMI","互信息"],predict:["predict","预测"],cosineHelp:["Words used in t\
he same contexts.","出现在相同上下文中的词语。"],contextHelp:["Words whose PMI with all\
 other words is correlated: like cosine, but weighted by how contexts occur.","与其他所有词的互信息相关性高的词语；与余弦\
相似，但按上下文的实际分布加权。"],pmiHelp:["Words that occur near the selected word\
s more often than by chance.","比随机情况更常出现在所选词语附近的词语。"],predictHelp:[
"Words that are most probable near the selected words, with log P; many are frequent everywhere.","在\
所选词语附近出现概率最大的词语（log P）；其中许多在各处都常见。"],compare:[
"Compare two words","比较两个词语"],first:["First word","第一个词语"],second:["Second wor\
d","第二个词语"],shared:["Shared contexts","共同的上下文"],only:["Contexts of {0} only","\
仅 {0} 的上下文"],observed:["PMI counted in the corpus.","互信息由语料统计得到。"],estimated:[
"PMI estimated from the vectors.","互信息由词向量估计得到。"],noContexts:["contexts or c\
ontext vectors","上下文或上下文向量"],none:["None.","无。"],heat:["Heat map","热图"],heatHelp:[
"Empty: the selected words and the most similar ones","留空：所选词语及其最相似的词语"],
heatValue:["Values: {0}","数值：{0}"],norms:["Length and frequency","向量长度与词频"],norm:[
"length of the vector","向量长度"],expected:["The line is the length expected at a frequency.","\
曲线为给定词频下的期望长度。"],noNorms:["word counts","词频"],dimensions:["Dimension\
s","维度"],dimensionsHelp:["After a varimax rotation; each dimension is described by its words wit\
h the largest values.","经 varimax 旋转后的维度，每个维度用数值最大的词语描述。"],
dimension:["dimension","维度"],share:["variance","方差占比"],words:["words","词语"],value:["\
value of {0}","{0} 的值"],noDimensions:["rotated dimensions","旋转后的维度"],lexicon:["Lexic\
on","词典"],lexiconHelp:["Drag the thresholds or set the numbers; the table lists the words above \
both.","拖动阈值线或输入数值；表中列出高于两个阈值的词语。"],cohesion:["coh\
esion","凝聚度"],entropy:["boundary entropy","边界熵"],minCohesion:["Lowest cohesion","最低凝聚度"],
minEntropy:["Lowest boundary entropy","最低边界熵"],kept:["{0} of {1} words","{1} 个词语中的 {0} 个"],
listed:["The first {0} are listed; TSV has all.","列出前 {0} 个；TSV 含全部。"],noLexicon:[
"lexicon","词典"],noEvidence:["lexicon with cohesion and boundary entropy","含凝聚度和边界熵的词典"],
lattice:["Segmentation","分词"],sentence:["Sentence","句子"],latticeHelp:["All words of the lexi\
con in the sentence; the best path is coloured.","句中出现的所有词典词语；最佳路径以颜色标出。"],
latticeLong:["Only the first {0} characters are shown.","仅显示前 {0} 个字符。"],noFold:["Th\
e page does not fold traditional characters, as the model does.","本页不会像模型那样把繁体字转换为简体字。"],
keywords:["Keywords","关键词"],pasted:["Text","文本"],keywordsHelp:["The keyword score of nlpze\
ro for single words: information, importance, how well a word predicts the others of the text, occur\
rences and position.","nlpzero 对单个词语的关键词得分：依据信息量、重要度、对文中其他词语的预测能力、出现次数和位置。"],
noKeywords:["word counts or vectors","词频或向量"],templates:["Templates","模板"],template:["\
template","模板"],example:["example","例子"],noTemplates:["templates","模板"],saveAs:["Save {0\
} as {1}","将{0}保存为 {1}"]},ao=["en","zh"];function Ae(n){let t=Math.max(0,ao.indexOf(n));return(e,...o)=>io[e][t].
replace(/\{(\d)\}/g,(s,r)=>String(o[r]))}function Ee(n,t){return n===null||typeof n!="object"?n===null?
"":String(n):n[t]??n.en}function m(n,t={},...e){let o=document.createElement(n);for(let[s,r]of Object.entries(t))typeof r=="\
function"?o.addEventListener(s,r):r===!0?o.setAttribute(s,""):r!==null&&r!==!1&&r!==void 0&&o.setAttribute(
s,r);return o.append(...e.flat().filter(s=>s!=null)),o}function P(n){return m("bdi",{title:n.length>
60?A(n,500):null},A(n))}function L(n,t,e,{numeric:o=[]}={}){let s=(r,i,a)=>m(r,{class:o.includes(a)?
"number":null,scope:r==="th"?"col":null},i);return m("div",{class:"scroll",tabindex:"0",role:"group",
"aria-label":n},m("table",{},m("caption",{class:"hidden"},n),m("thead",{},m("tr",{},...t.map((r,i)=>s(
"th",r,i)))),m("tbody",{},...e.map(r=>m("tr",{},...r.map((i,a)=>s("td",i,a)))))))}var co=0;function M(n,t,e=null){
t.id||=`field-${++co}`;let o=e?m("small",{id:`${t.id}-hint`},e):null;return o&&t.setAttribute("aria-\
describedby",o.id),m("div",{class:"field"},m("label",{for:t.id},n),t,o)}function $(n,t,e){let o=URL.
createObjectURL(t instanceof Blob?t:new Blob([t],{type:e}));m("a",{href:o,download:n}).click(),setTimeout(
()=>URL.revokeObjectURL(o),6e4)}function st(n,t){let e=0;return(...o)=>{clearTimeout(e),e=setTimeout(
()=>n(...o),t)}}var wt=class{#t=[];#e=new Map;constructor(t,e){Object.assign(this,{facts:t,arrays:e,store:new ct}),this.
language=this.store.state.lang||t.language||"en",this.setLanguage(this.language),document.addEventListener(
"themechange",()=>this.#t.forEach(({call:o})=>o()))}setLanguage(t){this.language=t==="zh"?"zh":"en",
this.t=Ae(this.language),document.documentElement.lang=this.language==="zh"?"zh-CN":"en"}local(t){return Ee(
t,this.language)}get important(){return(this.facts.important??[]).map(([t])=>t)}async load(){this.model=
await xe(this.arrays),this.total=this.facts.total_tokens??(this.model.counts?Pt(this.model.counts):0)}measures(){
return this.#n("measures",()=>be(this.arrays,this.facts))}norms(){return this.#n("norms",()=>ye(this.
arrays))}lexicon(){return this.#n("lexicon",()=>ke(this.arrays))}scoredWords(){return this.#n("score\
d",async()=>Se(this.model,await this.lexicon(),this.facts))}#n(t,e){return this.#e.has(t)||this.#e.set(
t,e()),this.#e.get(t)}find(t){return this.model.words.find(t)}name(t,e=60){return A(this.model.words.
at(t),e)}selected(){return this.store.state.word.map(t=>this.model.words.idOf(t)).filter(t=>t>=0)}select(t){
this.store.set({word:[this.model.words.at(t)],not:[],map:""})}link(t){let e=this.model.words.at(t),{
lang:o}=this.store.state;return m("a",{href:Nt({word:[e],lang:o})||"#",click:s=>{s.ctrlKey||s.metaKey||
s.shiftKey||(s.preventDefault(),this.select(t))}},P(e))}links(t){return t.flatMap((e,o)=>o?[" · ",this.
link(e)]:[this.link(e)])}numbersOf(t){let{counts:e,importance:o}=this.model;return[e?this.number(e[t]):
"",o?o[t].toFixed(2):""]}number(t){return t.toLocaleString(this.language==="zh"?"zh-CN":"en")}observe(t,e){
let o=new ResizeObserver(()=>e());o.observe(t),this.#t.push({observer:o,call:e})}clear(){this.#t.forEach(
({observer:t})=>t.disconnect()),this.#t=[],this.store.clear()}announce(t){document.getElementById("a\
nnouncement").textContent=t}};function lo(n,{topn:t=10,exclude:e=[],minimum:o=-1/0,within:s=null}){let r=new Set(e),i=[],a=c=>{let h=n[c];
if(!(h>=o)||r.has(c)||i.length===t&&h<=i[t-1].score)return;let l=i.length;for(;l>0&&i[l-1].score<h;)
l--;i.splice(l,0,{id:c,score:h}),i.length>t&&i.pop()};if(s)for(let c of[...new Set(s)].sort((h,l)=>h-
l))c<n.length&&a(c);else for(let c=0;c<n.length;c++)a(c);return i}function rt(n,{measure:t,positive:e,
negative:o=[],...s}){let r=n.scores(t,e,o);return lo(r,{...s,exclude:[...e,...o]})}function Le({ids:n,
pmi:t,width:e},o){let s=[];for(let r=o*e;r<Math.min((o+1)*e,n.length);r++)n[r]!==4294967295&&s.push(
{id:n[r],pmi:t[r]});return s.sort((r,i)=>i.pmi-r.pmi)}function Oe(n,t){let e=new Map(t.map(({id:r,pmi:i})=>[
r,i])),o=new Set(n.map(({id:r})=>r));return{shared:n.filter(({id:r})=>e.has(r)).map(({id:r,pmi:i})=>({
id:r,a:i,b:e.get(r)})).sort((r,i)=>Math.min(i.a,i.b)-Math.min(r.a,r.b)),onlyA:n.filter(({id:r})=>!e.
has(r)),onlyB:t.filter(({id:r})=>!o.has(r))}}function Ne(n,t){let e=n.scores("pmi",[t]),o=[];for(let s=0;s<
e.length;s++)e[s]>0&&s!==t&&o.push({id:s,pmi:e[s]});return o.sort((s,r)=>r.pmi-s.pmi)}function O(n,t){let e=[],o=s=>e.push(s.map(uo).join("	")+`
`);o(n);for(let s of t)o(s);return e.join("")}var ho={"\\":"\\\\","	":"\\t","\n":"\\n","\r":"\\r"};function uo(n){
return n==null||Number.isNaN(n)?"":String(n).replace(/[\\\t\n\r]/g,t=>ho[t])}var Ie="system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei',\
 'Noto Sans CJK SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', sans-serif";function xt(n,t=!1){return`${t?
600:400} ${n}px ${Ie}`}var q=class{constructor(t,e,o){Object.assign(this,{context:t,width:e,height:o})}rect(t,e,o,s,r){
this.context.fillStyle=r,this.context.fillRect(t,e,o,s)}line(t,e,{width:o=1,dashed:s=!1}={}){let{context:r}=this;
r.strokeStyle=e,r.lineWidth=o,r.setLineDash(s?[5,4]:[]),r.beginPath(),t.forEach(([i,a],c)=>c?r.lineTo(
i,a):r.moveTo(i,a)),r.stroke(),r.setLineDash([])}dots(t,e,o){let{context:s}=this;if(s.fillStyle=o,e<=
1){for(let[r,i]of t)s.fillRect(r-e,i-e,2*e,2*e);return}for(let[r,i]of t)s.beginPath(),s.arc(r,i,e,0,
2*Math.PI),s.fill()}ring(t,e,o,s){this.context.strokeStyle=s,this.context.lineWidth=2,this.context.beginPath(),
this.context.arc(t,e,o,0,2*Math.PI),this.context.stroke()}text(t,e,o,{colour:s,size:r=12,anchor:i="s\
tart",bold:a=!1,halo:c="",turn:h=0}){let{context:l}=this;l.save(),l.translate(t,e),l.rotate(h*Math.PI/
180),l.font=xt(r,a),l.textAlign=i==="middle"?"center":i,l.textBaseline="middle",c&&(l.strokeStyle=c,
l.lineWidth=3,l.lineJoin="round",l.strokeText(o,0,0)),l.fillStyle=s,l.fillText(o,0,0),l.restore()}},
fo={"<":"&lt;",">":"&gt;","&":"&amp;",'"':"&quot;"};function Te(n){return String(n).replace(/[<>&"]/g,
t=>fo[t]).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g,"�")}var k=n=>String(Math.
round(n*100)/100),V=class{#t=[];constructor(t,e){Object.assign(this,{width:t,height:e})}rect(t,e,o,s,r){
this.#t.push(`<rect x="${k(t)}" y="${k(e)}" width="${k(o)}" height="${k(s)}" fill="${r}"/>`)}line(t,e,{
width:o=1,dashed:s=!1}={}){let r=t.map(([a,c])=>`${k(a)},${k(c)}`).join(" "),i=s?' stroke-dasharray=\
"5 4"':"";this.#t.push(`<polyline points="${r}" fill="none" stroke="${e}" stroke-width="${o}"${i}/>`)}dots(t,e,o){
let s=t.map(([r,i])=>`M${k(r)} ${k(i)}h0`).join("");s&&this.#t.push(`<path d="${s}" stroke="${o}" st\
roke-width="${k(2*e)}" stroke-linecap="round" fill="none"/>`)}ring(t,e,o,s){this.#t.push(`<circle cx\
="${k(t)}" cy="${k(e)}" r="${k(o)}" fill="none" stroke="${s}" stroke-width="2"/>`)}text(t,e,o,{colour:s,
size:r=12,anchor:i="start",bold:a=!1,halo:c="",turn:h=0}){let l=c?` stroke="${c}" stroke-width="3" p\
aint-order="stroke"`:"",f=h?` transform="rotate(${h} ${k(t)} ${k(e)})"`:"";this.#t.push(`<text x="${k(
t)}" y="${k(e)}" font-size="${r}" font-weight="${a?600:400}" text-anchor="${i}" dominant-baseline="c\
entral" fill="${s}"${l}${f}>${Te(o)}</text>`)}toString(){return`<svg xmlns="http://www.w3.org/2000/s\
vg" width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}" font-fa\
mily="${Te(Ie)}">
`+this.#t.join(`
`)+`
</svg>
`}};var mo={dark:!1,background:"#ffffff",text:"#1d2129",muted:"#5b6472",grid:"#e8ebf0",faint:"#9aa5b5",faintArea:"\
#e3e8f0",accent:"#0b63c5",onAccent:"#ffffff",mark:"#b3261e"},po={dark:!0,background:"#14171c",text:"\
#e8eaee",muted:"#a3adbb",grid:"#2a2f38",faint:"#64707f",faintArea:"#2d333d",accent:"#7db4ff",onAccent:"\
#0c1a2b",mark:"#ff8a80"},go=["#9aa5b5","#4477aa","#cc6677","#228833","#b8860b","#8855aa","#33a0b5","\
#882255","#6b8e23","#d2691e","#5a6acf"],wo=["#64707f","#6fa8dc","#ff8fa3","#5fce7d","#e5c453","#c39b\
ea","#66ccdd","#e27bb1","#b4cf66","#ffa566","#9ba8ff"],ze=globalThis.matchMedia?.("(prefers-color-sc\
heme: dark)");function jt(){let n=document.documentElement.dataset.theme;return n?n==="dark":!!ze?.matches}
function N(){return jt()?po:mo}function yt(){return jt()?wo:go}function Ft(n){let t=parseInt(n.slice(
1),16);return(4278190080|(t&255)<<16|t&65280|t>>16)>>>0}function _e(){document.documentElement.dataset.
theme=jt()?"light":"dark",document.dispatchEvent(new Event("themechange"))}ze?.addEventListener("cha\
nge",()=>document.dispatchEvent(new Event("themechange")));function Ht(n,t,e){let o=Math.min(3,globalThis.devicePixelRatio||1);n.width=Math.max(1,Math.round(t*
o)),n.height=Math.max(1,Math.round(e*o)),n.style.height=`${e}px`;let s=n.getContext("2d");return s.scale(
o,o),s}function C(n,t,e){return m("div",{class:"save"},...Object.entries(e).map(([o,s])=>m("button",
{type:"button",click:s,"aria-label":n.t("saveAs",t,o)},o)))}function Bt(n,t){t.toBlob(e=>$(`${n}.png`,
e),"image/png")}function j(n,{name:t,title:e,size:o,draw:s,data:r}){let i=m("canvas",{class:"chart",
role:"img","aria-label":e}),a=m("div",{class:"chart-box scroll",tabindex:"0",role:"group","aria-labe\
l":e},i),c=[0,0],h=()=>{if(!a.clientWidth)return;c=o(a.clientWidth),i.style.width=`${c[0]}px`;let u=new q(
Ht(i,...c),...c);u.rect(0,0,...c,N().background),s(u,N())},f=C(n,e,{PNG:()=>Bt(t,i),SVG:()=>{let u=new V(
...c);u.rect(0,0,...c,N().background),s(u,N()),$(`${t}.svg`,u.toString(),"image/svg+xml")},TSV:()=>$(
`${t}.tsv`,O(...r()),"text/tab-separated-values")});return n.observe(a,h),{element:m("figure",{},a,f),
canvas:i,redraw:h}}var Ce=15;async function Re(n,t){let{t:e,store:o}=n,s=await $e(n.arrays),r=await n.measures(),i=s?u=>Le(
s,u):r?.left?u=>u<r.size("pmi")?Ne(r,u):[]:null;if(!i)return t.append(m("p",{},e("missing",e("noCont\
exts"))));let a=m("input",{type:"text",id:"first",autocomplete:"off"}),c=m("input",{type:"text",id:"\
second",autocomplete:"off"}),h=m("div",{id:"comparison"}),l=u=>{u.preventDefault();let d=[a,c].map(p=>n.
find(p.value.trim())),g=[a,c].filter((p,x)=>p.value.trim()&&d[x]<0);if(g.length){let p=e("unknownWor\
ds",g.map(x=>x.value).join(" "));return n.announce(p),h.replaceChildren(m("p",{class:"error"},p))}let w=d.
map(p=>p<0?"":n.model.words.at(p));o.set({word:w[0]?[w[0]]:[],other:w[1]})};t.append(m("form",{class:"\
fields",submit:l},M(e("first"),a),M(e("second"),c),m("button",{type:"submit"},e("apply"))),m("p",{class:"\
help"},e(s?"observed":"estimated")),h);let f=()=>{a.value=o.state.word[0]??"",c.value=o.state.other;
let[u,d]=[a,c].map(g=>n.model.words.idOf(g.value));h.replaceChildren(...u>=0&&d>=0?xo(n,r,i,u,d):[])};
o.watch(["word","other"],f),f()}function xo(n,t,e,o,s){let{t:r,facts:i}=n,[a,c]=[n.name(o),n.name(s)],
{shared:h,onlyA:l,onlyB:f}=Oe(e(o),e(s)),u=t?i.measures.filter(p=>p!=="predict"&&o<t.size(p)&&s<t.size(
p)).map(p=>`${r(p)} ${t.scores(p,[o])[s].toFixed(3)}`):[],d=h.slice(0,Ce).map(p=>[n.link(p.id),p.a.toFixed(
2),p.b.toFixed(2)]),g=(p,x)=>m("div",{},m("h3",{},r("only",p)),m("p",{class:"words"},...x.length?n.links(
x.slice(0,Ce).map(({id:y})=>y)):[r("none")])),w=()=>h.map(p=>[n.model.words.at(p.id),p.a,p.b]);return[
m("p",{},u.join(" · ")),m("h3",{},r("shared")),d.length?L(r("shared"),[r("word"),a,c],d,{numeric:[1,
2]}):m("p",{},r("none")),m("div",{class:"columns"},g(a,l),g(c,f)),C(n,r("shared"),{TSV:()=>$("contex\
ts.tsv",O(["word",a,c],w()),"text/tab-separated-values")})]}function yo(n,t){let e=W(n),o=n.length;return Float64Array.from(e,(s,r)=>{let i=0;for(let a=0;a<o;a++)
i+=e[a]*t[a*o+r];return i})}async function Pe(n,t){let{t:e,facts:o,store:s}=n,r=await n.arrays.get("\
rotation");if(!o.dimensions?.length)return t.append(m("p",{},e("missing",e("noDimensions"))));let i=await n.
measures(),a=m("div",{class:"long"}),c=()=>{let[l]=n.selected(),u=r&&i&&l!==void 0&&l<i.rows.length?
yo(i.rows.row(l),r.values):null,d=o.dimensions.map((p,x)=>x);u&&d.sort((p,x)=>Math.abs(u[x])-Math.abs(
u[p]));let g=[e("dimension"),e("share"),...u?[e("value",n.name(l))]:[],e("words")],w=d.map(p=>{let{words:x,
share:y}=o.dimensions[p];return[p+1,`${(100*y).toFixed(1)} %`,...u?[u[p].toFixed(3)]:[],m("span",{},
...n.links(x))]});a.replaceChildren(L(e("dimensions"),g,w,{numeric:u?[0,1,2]:[0,1]}))},h=()=>o.dimensions.
flatMap(({words:l,weights:f},u)=>l.map((d,g)=>[u+1,n.model.words.at(d),f[g]]));t.append(m("p",{class:"\
help"},e("dimensionsHelp")),a,C(n,e("dimensions"),{TSV:()=>$("dimensions.tsv",O(["dimension","word",
"value"],h()),"text/tab-separated-values")})),s.watch(["word"],c),c()}function je(n,t,e){let{t:o}=n,s=r=>i=>{i.preventDefault();let a=document.getElementById(r);a.scrollIntoView(),
a.focus({preventScroll:!0})};return m("header",{},m("a",{class:"skip",href:"#",click:s("map-title")},
o("skip")),m("div",{class:"bar"},m("h1",{},n.facts.title),bo(n),m("div",{class:"switches"},m("button",
{type:"button",id:"language","aria-label":o("languageLabel"),click:e},o("language")),m("button",{type:"\
button",id:"theme",click:_e},o("theme")))),m("nav",{"aria-label":o("sections")},...t.map(([r,i])=>m(
"a",{href:"#",click:s(`${r}-title`)},i))))}function bo(n){let{t}=n,e=m("ul",{id:"suggestions",role:"\
listbox","aria-label":t("suggestions"),hidden:!0}),o=m("input",{id:"search",type:"text",role:"combob\
ox",autocomplete:"off",spellcheck:"false","aria-expanded":"false","aria-controls":"suggestions","ari\
a-autocomplete":"list","aria-label":t("search"),placeholder:t("search")}),s=[],r=-1,i=()=>{e.hidden=
!0,r=-1,o.setAttribute("aria-expanded","false"),o.removeAttribute("aria-activedescendant")},a=d=>{o.
value=n.model.words.at(d),i(),n.select(d)},c=d=>{r=d,[...e.children].forEach((g,w)=>g.setAttribute("\
aria-selected",String(w===r))),o.setAttribute("aria-activedescendant",`suggestion-${r}`),e.children[r].
scrollIntoView({block:"nearest"})},h=()=>{s=n.model.words.suggest(o.value.trim(),12),r=-1,e.replaceChildren(
...s.map((d,g)=>m("li",{id:`suggestion-${g}`,role:"option","aria-selected":"false",mousedown:w=>w.preventDefault(),
click:()=>a(d)},P(n.model.words.at(d))))),e.hidden=!s.length,o.setAttribute("aria-expanded",String(s.
length>0))},l=()=>{let d=r>=0?s[r]:n.find(o.value.trim());d>=0?a(d):o.value.trim()&&n.announce(t("un\
knownWord",o.value.trim()))},f=d=>{e.hidden&&h(),s.length&&c((r+d+s.length)%s.length)},u={ArrowDown:()=>f(
1),ArrowUp:()=>f(r<0?0:-1),Enter:l,Escape:i};return o.addEventListener("input",h),o.addEventListener(
"blur",i),o.addEventListener("keydown",d=>{d.isComposing||!u[d.key]||(d.preventDefault(),u[d.key]())}),
m("div",{class:"search",role:"search"},o,e)}function vo(n,t){let e=Math.min(1,Math.abs(n)),o=t?[30,33,40]:[255,255,255],s=n>=0?t?[230,97,80]:[178,
24,43]:t?[80,150,230]:[33,102,172];return`rgb(${o.map((i,a)=>Math.round(i+(s[a]-i)*e)).join(",")})`}
function Ut(n,t){let e=Math.min(110,n/3);return{labels:e,cell:Math.max(4,Math.min(44,(n-e-10)/Math.max(
t,1)))}}function Fe(n,t,{names:e,matrix:o}){let{labels:s,cell:r}=Ut(n.width,e.length),i=o.flatMap((h,l)=>h.
filter((f,u)=>l!==u)),a=Math.max(1e-9,...i.filter(Number.isFinite).map(Math.abs)),c=Math.min(13,Math.
max(7,r*.6));o.forEach((h,l)=>{let f=s+l*r;n.text(s-6,f+r/2,e[l],{colour:t.text,anchor:"end",size:c}),
n.text(s+l*r+r/2,s-6,e[l],{colour:t.text,turn:-60,size:c}),h.forEach((u,d)=>{let g=s+d*r;if(n.rect(g,
f,r-1,r-1,vo(u/a,t.dark)),r<30)return;let w=Math.abs(u/a)>.55;n.text(g+r/2,f+r/2,u.toFixed(1),{colour:w?
"#ffffff":t.text,anchor:"middle",size:11})})})}var He=12;async function Be(n,t){let{t:e,store:o}=n,s=await n.measures();if(!s)return t.append(m("p",
{},e("missing",e("noVectors"))));let r=s.left?"pmi":"cosine",i=m("input",{type:"text",id:"heat",autocomplete:"\
off"}),a=[],c=[],h=j(n,{name:"heat-map",title:e("heat"),size:u=>{let{labels:d,cell:g}=Ut(u,a.length);
return[u,Math.ceil(d+g*a.length+4)]},draw:(u,d)=>Fe(u,d,{names:a,matrix:c}),data:()=>[["",...a],c.map(
(u,d)=>[a[d],...u])]}),l=u=>{u.preventDefault();let{ids:d,unknown:g}=gt(i.value,n.model.words);o.set(
{heat:d.map(w=>n.model.words.at(w))}),g.length&&n.announce(e("unknownWords",g.join(" ")))},f=()=>{i.
value=o.state.heat.join(" ");let u=Mo(n,s,r).filter(d=>d<s.size(r));a=u.map(d=>n.name(d,14)),c=u.map(
d=>u.map(g=>s[r](d,g))),h.redraw()};t.append(m("form",{class:"fields",submit:l},M(e("words"),i,e("he\
atHelp")),m("button",{type:"submit"},e("apply"))),m("p",{class:"help"},e("heatValue",e(r))),h.element),
o.watch(["word","heat"],f),f()}function Mo(n,t,e){let o=n.store.state.heat.map(i=>n.model.words.idOf(
i)).filter(i=>i>=0);if(o.length)return o;let s=n.selected().filter(i=>i<t.size(e));if(!s.length)return n.
important.slice(0,He);let r=rt(t,{measure:"cosine",positive:s,topn:He-1});return[...s,...r.map(({id:i})=>i)]}function $o(n,t,e=5){if(!(t>n))return Number.isFinite(n)?[n]:[];let o=(t-n)/e,s=10**Math.floor(Math.
log10(o)),r=s*[1,2,5,10].find(a=>a*s>=o),i=[];for(let a=Math.ceil(n/r-1e-9);a*r<=t+1e-9*r;a++)i.push(
a*r);return i.map(a=>Number(a.toPrecision(12)))}function ko(n,t){let e=s=>{let r=[];for(let i=Math.floor(
Math.log10(n));10**i<=t*1.0001;i++)r.push(...s.map(a=>Number((a*10**i).toPrecision(3))));return r.filter(
i=>i>=n*.9999&&i<=t*1.0001)};return[[1],[1,2,5],[1,1.5,2,3,4,5,6,7,8,9]].map(e).find(s=>s.length>1)??
[n,t]}function Ue(n){let t=Math.abs(n);for(let[e,o]of[[1e9,"G"],[1e6,"M"],[1e4,"k"]])if(t>=e)return`${Number(
(n/(o==="k"?1e3:e)).toPrecision(3))}${o}`;return String(Number(n.toPrecision(4)))}var H=class{constructor(t,{
xRange:e,yRange:o,logX:s=!1,logY:r=!1,wholeX:i=!1,xLabel:a,yLabel:c}){this.area={left:66,top:12,right:t.
width-14,bottom:t.height-44},Object.assign(this,{surface:t,logX:s,logY:r,wholeX:i,xLabel:a,yLabel:c}),
this.xRange=Ge(e,s),this.yRange=Ge(o,r)}x(t){let{left:e,right:o}=this.area;return e+We(t,this.xRange,
this.logX)*(o-e)}y(t){let{top:e,bottom:o}=this.area;return o-We(t,this.yRange,this.logY)*(o-e)}valuesAt(t,e){
let{left:o,right:s,top:r,bottom:i}=this.area;return[De((t-o)/(s-o),this.xRange,this.logX),De((i-e)/(i-
r),this.yRange,this.logY)]}draw(t){let{surface:e,area:o}=this;for(let i of this.#t(this.xRange,this.
logX)){if(this.wholeX&&!Number.isInteger(i))continue;let a=this.x(i);e.line([[a,o.top],[a,o.bottom]],
t.grid),e.text(a,o.bottom+12,Ue(i),{colour:t.muted,anchor:"middle"})}for(let i of this.#t(this.yRange,
this.logY)){let a=this.y(i);e.line([[o.left,a],[o.right,a]],t.grid),e.text(o.left-6,a,Ue(i),{colour:t.
muted,anchor:"end"})}e.line([[o.left,o.top],[o.left,o.bottom],[o.right,o.bottom]],t.muted);let s=(o.
top+o.bottom)/2,r={colour:t.text,anchor:"middle"};e.text((o.left+o.right)/2,e.height-12,this.xLabel,
r),e.text(10,s,this.yLabel,{...r,turn:-90})}#t([t,e],o){return o?ko(t,e):$o(t,e)}};function We(n,[t,
e],o){return o?Math.log(n/t)/Math.log(e/t):(n-t)/(e-t)}function De(n,[t,e],o){return o?t*(e/t)**n:t+
n*(e-t)}function Ge([n,t],e){if(!Number.isFinite(n)||!Number.isFinite(t))return e?[1,10]:[0,1];if(e)
return t>n?[n/1.15,t*1.15]:[n/2,t*2];let o=t>n?.04*(t-n):Math.max(Math.abs(n)*.1,.5);return[n-o,t+o]}
function D(n){let t=1/0,e=-1/0;for(let o of n)Number.isFinite(o)&&(o<t&&(t=o),o>e&&(e=o));return[t,e]}function Wt({cohesion:n,entropy:t},{minCohesion:e,minEntropy:o}){let s=[];for(let r=0;r<n.length;r++)
n[r]>=e&&t[r]>=o&&s.push(r);return s}function it(n,t){let e=Float64Array.from(n).filter(Number.isFinite).
sort();return e.length?e[Math.round(t*(e.length-1))]:NaN}var So=8e3;function Dt(n,{cohesion:t,entropy:e,xLabel:o,yLabel:s}){let r=i=>[D(i)[0],it(i,.999)];return new H(
n,{xRange:r(t),yRange:r(e),xLabel:o,yLabel:s})}function Xe(n,t,e){let{cohesion:o,entropy:s,minCohesion:r,
minEntropy:i}=e,a=Dt(n,e);a.draw(t);let{left:c,right:h,top:l,bottom:f}=a.area,u=Math.max(1,Math.floor(
o.length/So)),d=[],g=[];for(let y=0;y<o.length;y+=u){if(!Number.isFinite(o[y])||!Number.isFinite(s[y]))
continue;let v=[Math.min(h,a.x(o[y])),Math.max(l,a.y(s[y]))];(o[y]>=r&&s[y]>=i?d:g).push(v)}let w=d.
length+g.length>1e3?1.2:3;n.dots(g,w,t.faint),n.dots(d,w,t.accent);let p=Math.min(h,Math.max(c,a.x(r))),
x=Math.min(f,Math.max(l,a.y(i)));return n.line([[p,l],[p,f]],t.mark,{width:2,dashed:!0}),n.line([[c,
x],[h,x]],t.mark,{width:2,dashed:!0}),n.dots([[p,x]],6,t.mark),a}var Gt=200;async function Ze(n,t){let{t:e}=n,o=await n.lexicon();if(!o)return t.append(m("p",{},e("m\
issing",e("noLexicon"))));if(!o.cohesion||!o.entropy)return t.append(m("p",{},e("missing",e("noEvide\
nce"))));let s={minCohesion:Xt(it(o.cohesion,.25)),minEntropy:Xt(it(o.entropy,.25))},r={xLabel:e("co\
hesion"),yLabel:e("entropy")},i=m("div",{id:"kept",class:"long"}),a=Object.keys(s).map(u=>m("input",
{type:"number",id:u,step:"0.1",value:s[u]})),c=j(n,{name:"lexicon",title:e("lexicon"),size:u=>[u,400],
draw:(u,d)=>Xe(u,d,{...o,...s,...r}),data:()=>[["word","count","cohesion","boundary_entropy"],Wt(o,s).
map(u=>[o.words.at(u),o.counts?.[u],o.cohesion[u],o.entropy[u]])]}),h=()=>i.replaceChildren(...Lo(n,
o,s)),l=st(()=>{h(),n.announce(i.firstChild.textContent)},120),f=u=>{Object.assign(s,u),a.forEach(d=>{
d.value=s[d.id]}),c.redraw(),l()};for(let u of a)u.addEventListener("change",()=>f({[u.id]:Number(u.
value)||0}));Eo(c.canvas,()=>Dt(Ao(c.canvas),{...o,...r}),s,f),t.append(m("p",{class:"help"},e("lexi\
conHelp")),m("div",{class:"fields"},M(e("minCohesion"),a[0]),M(e("minEntropy"),a[1])),c.element,i),h()}
var Xt=n=>Math.round(n*100)/100,Ao=n=>({width:n.clientWidth,height:n.clientHeight});function Eo(n,t,e,o){
let s=null,r=i=>{let[a,c]=t().valuesAt(i.offsetX,i.offsetY).map(Xt);o({...s.x&&{minCohesion:a},...s.
y&&{minEntropy:c}})};n.style.touchAction="none",n.addEventListener("pointerdown",i=>{let a=t(),c=Math.
abs(a.x(e.minCohesion)-i.offsetX),h=Math.abs(a.y(e.minEntropy)-i.offsetY);s={x:c<12||c<=h,y:h<12||h<
c},n.setPointerCapture?.(i.pointerId),r(i)}),n.addEventListener("pointermove",i=>s&&r(i));for(let i of[
"pointerup","pointercancel"])n.addEventListener(i,()=>{s=null})}function Lo(n,t,e){let{t:o}=n,s=Wt(t,
e),r=o("kept",n.number(s.length),n.number(t.words.length)),i=s.slice(0,Gt).map(a=>[P(t.words.at(a)),
t.counts?n.number(t.counts[a]):"",t.cohesion[a].toFixed(2),t.entropy[a].toFixed(2)]);return[m("p",{},
r,s.length>Gt?` · ${o("listed",Gt)}`:""),L(o("lexicon"),[o("word"),o("count"),o("cohesion"),o("entr\
opy")],i,{numeric:[1,2,3]})]}var bt=class{constructor(t,e,o=[1,1]){let s=Math.max(...o);this.sides=o.map(r=>r/s),this.resize(t,e),
this.reset()}reset(){[this.x,this.y]=this.sides.map(t=>t/2),this.zoom=1}resize(t,e){this.width=Math.
max(1,t),this.height=Math.max(1,e)}get scale(){let t=(e,o)=>Math.max(1,e-48)/Math.max(o,1e-6);return this.
zoom*Math.min(t(this.width,this.sides[0]),t(this.height,this.sides[1]))}toPixels(t,e){return[this.width/
2+(t-this.x)*this.scale,this.height/2+(e-this.y)*this.scale]}toMap(t,e){return[this.x+(t-this.width/
2)/this.scale,this.y+(e-this.height/2)/this.scale]}pan(t,e){this.#t(this.x-t/this.scale,this.y-e/this.
scale)}zoomAt(t,e=this.width/2,o=this.height/2){let[s,r]=this.toMap(e,o);this.zoom=Math.min(2e4,Math.
max(.5,this.zoom*t));let[i,a]=this.toMap(e,o);this.#t(this.x+s-i,this.y+r-a)}show(t,e,o=this.zoom){this.
zoom=Math.min(2e4,Math.max(.5,o)),this.#t(t,e)}toText(){return[this.x.toFixed(5),this.y.toFixed(5),this.
zoom.toPrecision(4)].join(",")}read(t){let[e,o,s]=t.split(",").map(Number);[e,o,s].every(Number.isFinite)&&
s>0&&this.show(e,o,s)}#t(t,e){this.x=Math.min(this.sides[0],Math.max(0,t)),this.y=Math.min(this.sides[1],
Math.max(0,e))}};var K=class{#t=new Map;take(t){let e=[...this.#e(t)];for(let o of e)for(let s of this.#t.get(o)??[])
if(Oo(t,s))return!1;for(let o of e)this.#t.has(o)||this.#t.set(o,[]),this.#t.get(o).push(t);return!0}*#e({
x:t,y:e,width:o,height:s}){for(let r=Math.floor(e/32);r<=Math.floor((e+s)/32);r++)for(let i=Math.floor(
t/32);i<=Math.floor((t+o)/32);i++)yield r*65536+i}};function Oo(n,t){return n.x<t.x+t.width&&t.x<n.x+
n.width&&n.y<t.y+t.height&&t.y<n.y+n.height}function vt({order:n,place:t,widthOf:e,view:o,limit:s,attempts:r,
height:i,taken:a}){let c=[];for(let h=0;h<n.length&&c.length<s&&r>0;h++){let l=n[h],[f,u]=t(l);if(f<
0||u<0||f>o.width||u>o.height)continue;r--;let d=e(l),g={x:f+5,y:u-i/2,width:d+4,height:i};g.x+d>o.width&&
(g.x=f-5-d),a.take(g)&&c.push({id:l,x:f,y:u,left:g.x,width:d})}return c}var Mt=class{constructor(t){let e=t.length/2;this.map=t,this.count=e,this.starts=new Uint32Array(256*
256+1),this.ids=new Uint32Array(e);let o=new Uint16Array(e);for(let r=0;r<e;r++)o[r]=(t[e+r]>>8)*256+
(t[r]>>8),this.starts[o[r]+1]++;for(let r=0;r<256*256;r++)this.starts[r+1]+=this.starts[r];let s=this.
starts.slice();for(let r=0;r<e;r++)this.ids[s[o[r]]++]=r}nearest(t,e,o,[s,r]){let i=(d,g)=>d/Math.max(
g,1e-9)*65535,[a,c]=[i(t,s),i(r-e,r)],[h,l]=[i(o,s),i(o,r)],f=-1,u=1;for(let d of this.#t([a-h,c-l,a+
h,c+l])){let g=(this.map[d]-a)/h,w=(this.map[this.count+d]-c)/l,p=g*g+w*w;(p<u||p===u&&d<f)&&([f,u]=
[d,p])}return f}idsIn([t,e,o,s],r,[i,a]){let c=u=>u/Math.max(i,1e-9)*65535,h=u=>(a-u)/Math.max(a,1e-9)*
65535,l=[c(t),h(s),c(o),h(e)],f=0;for(let[u,d]of this.#e(l))f+=d-u;return f>r?null:Uint32Array.from(
this.#t(l))}*#t(t){for(let[e,o]of this.#e(t))for(let s=e;s<o;s++)yield this.ids[s]}*#e([t,e,o,s]){let r=i=>Math.
min(255,Math.max(0,Math.floor(i/256)));for(let i=r(e);i<=r(s);i++)yield[this.starts[i*256+r(t)],this.
starts[i*256+r(o)+1]]}};function qe(n,t,e){let o=new Uint32Array(n);if(!t)return o.map((l,f)=>f);let s=new Float32Array(
n),r=1/0,i=-1/0;for(let l=0;l<n;l++){let f=t[l]-(e?3/Math.sqrt(Math.max(1,e[l])):0);s[l]=f,f<r&&(r=f),
f>i&&(i=f)}let a=4095/(i-r||1),c=new Uint32Array(4097),h=new Uint16Array(n);for(let l=0;l<n;l++)h[l]=
4095-Math.floor((s[l]-r)*a),c[h[l]+1]++;for(let l=0;l<4096;l++)c[l+1]+=c[l];for(let l=0;l<n;l++)o[c[h[l]]++]=
l;return o}function Zt(n,t,e){let o=.9+1.2*Math.log10(1+t*t*2e4/Math.max(n,1));return Math.min(5,Math.max(.5,o))*
e}function Ve(n,{map:t,community:e,colours:o,camera:s,count:r,radius:i}){let{pixels:a,width:c,height:h}=n,
l=t.length/2,f=o.length-1,[u,d]=s.toPixels(0,s.sides[1]),g=s.scale*s.sides[0]/65535,w=-s.scale*s.sides[1]/
65535,p=i>=1.5?No(i):null,x=Math.ceil(i),y=Math.max(1,Math.round(2*i));for(let v=Math.min(r,l)-1;v>=
0;v--){let T=Math.floor(u+t[v]*g),F=Math.floor(d+t[l+v]*w);if(T<-x||F<-x||T>=c+x||F>=h+x)continue;let St=o[e&&
e[v]<65535?1+e[v]%f:0];if(p)To(n,p,x,T,F,St);else if(y===1)T>=0&&F>=0&&T<c&&F<h&&(a[F*c+T]=St);else{
let $n=Math.min(c,T+y),kn=Math.min(h,F+y);for(let At=Math.max(0,F);At<kn;At++)for(let Et=Math.max(0,
T);Et<$n;Et++)a[At*c+Et]=St}}}function No(n){let t=Math.ceil(n),e=2*t+1,o=new Uint16Array(e*e);for(let s=-t;s<=
t;s++)for(let r=-t;r<=t;r++){let i=Math.min(1,Math.max(0,n+.5-Math.hypot(r,s)));o[(s+t)*e+r+t]=Math.
round(256*i)}return o}function To({pixels:n,width:t,height:e},o,s,r,i,a){let c=2*s+1;for(let h=-s;h<=
s;h++){let l=i+h;if(!(l<0||l>=e))for(let f=-s;f<=s;f++){let u=r+f,d=o[(h+s)*c+f+s];if(!d||u<0||u>=t)
continue;let g=l*t+u;n[g]=d>=256?a:Io(n[g],a,d)}}}function Io(n,t,e){let o=256-e,s=((n&16711935)*o+(t&
16711935)*e)/256,r=((n&65280)*o+(t&65280)*e)/256;return(4278190080|s&16711935|r&65280)>>>0}function Ye(n,t,e){let o=Math.min(80,e.length),s=n.length/2,r=new Uint32Array(o*256),i=new Uint32Array(
o*256);for(let c=0;c<s;c++){let h=t[c];h>=o||(r[h*256+(n[c]>>8)]++,i[h*256+(n[s+c]>>8)]++)}let a=[];
for(let c=0;c<o;c++){let h=u=>u.subarray(c*256,(c+1)*256),[l,f]=[Ke(h(r)),Ke(h(i))];l>=0&&a.push({community:c,
x:l,y:f,size:e[c].size})}return a}function Ke(n){let t=n.reduce((e,o)=>e+o,0)/2;if(!t)return-1;for(let e=0;;e++){
if(n[e]>=t)return(e+t/n[e])/256;t-=n[e]}}var qt=13,zo=9e3,_o=6,Co=2e4,Ro=2e4,$t=class{#t=new Map;#e=document.createElement("canvas").getContext(
"2d");constructor(t,e,o,s,r){Object.assign(this,{points:t,overlay:e,model:o,facts:s,camera:r}),this.
count=o.map.length/2,this.order=qe(this.count,o.importance,o.counts),this.regions=o.community?Ye(o.map,
o.community,s.communities):[],this.ranks=new Uint32Array(this.count),this.order.forEach((i,a)=>{this.
ranks[i]=a}),this.labels=[]}get index(){return this.grid??=new Mt(this.model.map)}place(t){let[e,o]=this.
camera.sides,{map:s}=this.model;return[s[t]/65535*e,(1-s[this.count+t]/65535)*o]}pixels(t){return this.
camera.toPixels(...this.place(t))}resize(t,e){this.camera.resize(t,e),this.ratio=Math.min(2,globalThis.
devicePixelRatio||1),this.points.width=Math.max(1,Math.round(t*this.ratio)),this.points.height=Math.
max(1,Math.round(e*this.ratio)),this.points.style.height=`${e}px`,this.image=this.points.getContext(
"2d").createImageData(this.points.width,this.points.height),this.surface=new q(Ht(this.overlay,t,e),
t,e)}draw(t,e=this.count){this.#n(e),this.surface.context.clearRect(0,0,this.surface.width,this.surface.
height),this.#o(this.surface,t)}#n(t){let{width:e,height:o}=this.image,s=new Uint32Array(this.image.
data.buffer);s.fill(Ft(N().background));let r=Object.create(this.camera);r.resize(e,o),Object.defineProperty(
r,"scale",{value:this.camera.scale*this.ratio}),Ve({pixels:s,width:e,height:o},{map:this.model.map,community:this.
model.community,colours:yt().map(Ft),camera:r,count:t,radius:Zt(this.count,this.camera.zoom,this.ratio)}),
this.points.getContext("2d").putImageData(this.image,0,0)}#o(t,e){let o=new K,s=this.#s(t,e,o);this.
camera.zoom<_o&&this.#c(t,o);let r=Math.ceil(t.width*t.height/zo);this.labels=vt({order:this.#r(t),place:a=>this.
pixels(a),widthOf:a=>this.#l(a),view:t,limit:r,attempts:6*r,height:qt+4,taken:o}).filter(({id:a})=>!s.
has(a));let i=N();for(let{id:a,x:c,y:h,left:l}of this.labels)t.dots([[c,h]],2,i.text),this.#i(t,a,l,
h,{colour:i.text})}#r({width:t,height:e}){if(this.camera.zoom<2)return this.order;let o=[...this.camera.
toMap(0,0),...this.camera.toMap(t,e)],s=this.index.idsIn(o,Co,this.camera.sides);return s?s.map(r=>this.
ranks[r]).sort().map(r=>this.order[r]):this.order}#s(t,{selected:e,neighbours:o,pointed:s},r){let i=N(),
a=h=>h>=0&&h<this.count,c=(h,l,f)=>{let[u,d]=this.pixels(h);t.ring(u,d,f?7:5,l);let g=this.#l(h)*(f?
1.1:1);(r.take({x:u+8,y:d-9,width:g,height:18})||f)&&this.#i(t,h,u+10,d,{colour:l,bold:f})};for(let h of e.
filter(a))c(h,i.mark,!0);a(s)&&!e.includes(s)&&c(s,i.accent,!0);for(let h of o.filter(a))c(h,i.accent,
!1);return new Set([...e,...o,s])}#c(t,e){let o=yt(),[s,r]=this.camera.sides,i=Math.max(1,...this.regions.
map(({size:a})=>a));for(let{community:a,x:c,y:h,size:l}of this.regions){let[f,u]=this.camera.toPixels(
c*s,(1-h)*r);if(f<0||u<0||f>t.width||u>t.height)continue;let d=Math.round(12+7*Math.sqrt(l/i)),g=this.
facts.communities[a].words.slice(0,3).map(y=>this.#a(y,16)).join(" · "),w=this.#h(g,xt(d,!0)),p={x:f-
w/2-4,y:u-d/2-3,width:w+8,height:d+6};if(p.x<0||p.x+p.width>t.width||!e.take(p))continue;let x=o[1+a%
(o.length-1)];t.rect(p.x,p.y,p.width,p.height,`${N().background}b8`),t.text(f,u,g,{colour:x,size:d,bold:!0,
anchor:"middle",halo:N().background})}}#i(t,e,o,s,r){t.text(o,s,this.#a(e),{size:qt,halo:N().background,
...r})}#a(t,e=30){return A(this.model.words.at(t),e)}#l(t){return this.#t.has(t)||this.#t.set(t,this.#h(
this.#a(t),xt(qt))),this.#t.get(t)}#h(t,e){return this.#e.font=e,this.#e.measureText(t).width}toCanvas(){
let t=document.createElement("canvas");t.width=this.points.width,t.height=this.points.height;let e=t.
getContext("2d");return e.drawImage(this.points,0,0),e.drawImage(this.overlay,0,0,t.width,t.height),
t}toSvg(t){let{width:e,height:o}=this.surface,s=new V(e,o);s.rect(0,0,e,o,N().background);let r=yt(),
i=r.map(()=>[]),a=Zt(this.count,this.camera.zoom,1);for(let c=0,h=Ro;c<this.count&&h>0;c++){let[l,f]=this.
pixels(c);if(l<0||f<0||l>e||f>o)continue;let u=this.model.community?.[c]??65535;i[u===65535?0:1+u%(r.
length-1)].push([l,f]),h--}return i.forEach((c,h)=>s.dots(c,a,r[h])),this.#o(s,t),s.toString()}};var Po=14,Je=5,Qe=50,jo=2e4,Fo=180,kt=class{marks={selected:[],neighbours:[],pointed:-1};#t=new Map;#e=0;#n=0;#o=0;#r={
view:"",ids:[]};constructor({box:t,points:e,overlay:o,model:s,facts:r,on:i}){this.box=t,this.on=i,this.
camera=new bt(1,1,[r.map.width,r.map.height]),this.painter=new $t(e,o,s,r,this.camera),this.limit=this.
painter.count,this.#c(o)}resize(){this.box.clientWidth&&(this.painter.resize(this.box.clientWidth,this.
box.clientHeight),this.draw())}draw(){this.painter.image&&this.painter.draw(this.marks)}move(){this.#n||=
requestAnimationFrame(()=>{this.#n=0,this.#s(this.limit)>Qe&&(this.limit=Math.max(jo,Math.floor(this.
limit/2)))}),clearTimeout(this.#o),this.#o=setTimeout(()=>{this.#s(this.painter.count)<Qe&&(this.limit=
this.painter.count),this.on.moved(this.camera.toText())},Fo)}#s(t){let e=performance.now();return this.
painter.draw(this.marks,t),performance.now()-e}show(t){if(!(t<this.painter.count))return;let e=Math.
max(1,Math.sqrt(this.painter.count/500));this.camera.show(...this.painter.place(t),Math.max(this.camera.
zoom,e)),this.draw()}zoom(t,e,o){this.camera.zoomAt(t,e,o),this.move()}reset(){this.camera.reset(),this.
move()}wordAt(t,e){let{camera:o}=this;return this.painter.index.nearest(...o.toMap(t,e),Po/o.scale,o.
sides)}point(t){t!==this.marks.pointed&&(this.marks.pointed=t,this.move())}#c(t){t.addEventListener(
"pointerdown",e=>{t.setPointerCapture?.(e.pointerId),this.#t.set(e.pointerId,[e.offsetX,e.offsetY]),
this.#e=0}),t.addEventListener("pointermove",e=>this.#i(e));for(let e of["pointerup","pointercancel"])
t.addEventListener(e,o=>{let s=this.#t.delete(o.pointerId);e==="pointerup"&&s&&this.#e<Je&&this.#l(o)});
t.addEventListener("pointerleave",()=>this.#a(-1)),t.addEventListener("dblclick",e=>this.zoom(2,e.offsetX,
e.offsetY)),t.addEventListener("wheel",e=>{e.preventDefault(),this.zoom(2**(-e.deltaY/(e.deltaMode?10:
300)),e.offsetX,e.offsetY)},{passive:!1}),this.box.addEventListener("keydown",e=>this.#h(e))}#i({pointerId:t,
offsetX:e,offsetY:o}){let s=this.#t.get(t);if(!s)return this.#a(this.wordAt(e,o),e,o);let r=[...this.#t].
filter(([i])=>i!==t).map(([,i])=>i);if(this.#t.set(t,[e,o]),this.#e+=Math.abs(e-s[0])+Math.abs(o-s[1]),
r.length){let i=([a,c])=>Math.max(20,Math.hypot(a-r[0][0],c-r[0][1]));this.camera.zoomAt(i([e,o])/i(
s),(e+r[0][0])/2,(o+r[0][1])/2)}else this.#e>=Je&&this.camera.pan(e-s[0],o-s[1]);this.move()}#a(t,e,o){
this.point(t),this.on.point(t,e,o)}#l({offsetX:t,offsetY:e}){let o=this.wordAt(t,e);o>=0&&this.on.select(
o)}#h(t){if(t.ctrlKey||t.altKey||t.metaKey||t.target!==this.box)return;let e=60,s={ArrowLeft:()=>this.
camera.pan(e,0),ArrowRight:()=>this.camera.pan(-e,0),ArrowUp:()=>this.camera.pan(0,e),ArrowDown:()=>this.
camera.pan(0,-e),"+":()=>this.camera.zoomAt(1.5),"=":()=>this.camera.zoomAt(1.5),"-":()=>this.camera.
zoomAt(1/1.5),0:()=>this.camera.reset(),n:()=>this.#u(1),p:()=>this.#u(-1),Enter:()=>this.marks.pointed>=
0&&this.on.select(this.marks.pointed)}[t.key.length===1?t.key.toLowerCase():t.key];s&&(t.preventDefault(),
s(),this.move())}#u(t){let e=this.camera.toText();this.#r.view!==e&&(this.#r={view:e,ids:this.painter.
labels.map(({id:i})=>i)});let{ids:o}=this.#r;if(!o.length)return;let s=o.indexOf(this.marks.pointed),
r=o[(s+t+o.length)%o.length];this.point(r),this.on.point(r,...this.painter.pixels(r),!0)}};function tn(n,t){let{t:e,facts:o,model:s,store:r}=n;if(!s.map||!o.map)return t.append(m("p",{},e("mi\
ssing",e("noMap")))),null;let i=m("canvas",{"aria-hidden":"true"}),a=m("canvas",{"aria-hidden":"true"}),
c=m("div",{class:"tip",hidden:!0}),h=m("div",{class:"map",id:"map",tabindex:"0",role:"application","\
aria-label":e("mapLabel",n.number(s.words.length)),"aria-describedby":"map-help"},i,a,c),l=new kt({box:h,
points:i,overlay:a,model:s,facts:o,on:{select:d=>n.select(d),moved:d=>r.set({map:d},{quiet:!0}),point:(d,g,w,p)=>Ho(
n,c,d,g,w,p)}});l.camera.read(r.state.map);let f=(d,g,w)=>m("button",{type:"button","aria-label":e(d),
title:e(d),click:w},g);t.append(m("p",{id:"map-help",class:"help"},e("mapHelp")),m("div",{class:"map\
-frame"},h,m("div",{class:"zoom"},f("zoomIn","+",()=>l.zoom(1.6)),f("zoomOut","−",()=>l.zoom(1/1.6)),
f("showAll","⤢",()=>l.reset()))),m("p",{class:"help"},e("layout",o.map.layout.toUpperCase())),C(n,
e("map"),{PNG:()=>Bt("map",l.painter.toCanvas()),SVG:()=>$("map.svg",l.painter.toSvg(l.marks),"image\
/svg+xml"),TSV:()=>$("map.tsv",Bo(n),"text/tab-separated-values")})),n.observe(h,()=>l.resize());let u=()=>{
l.marks.selected=n.selected(),l.marks.neighbours=[],l.marks.selected.length&&!r.state.map?l.show(l.marks.
selected[0]):l.draw()};return r.watch(["word"],u),u(),n.showNeighbours=d=>{l.marks.neighbours=d,l.draw()},
l}function Ho(n,t,e,o,s,r){if(t.hidden=e<0,e<0)return;let[i,a]=n.numbersOf(e),c=[i&&`${n.t("count")}\
 ${i}`,a&&`${n.t("importance")} ${a}`];t.replaceChildren(P(n.model.words.at(e)),m("small",{},c.filter(
Boolean).join(", ")));let{clientWidth:h,clientHeight:l}=t.parentElement;t.style.left=`${Math.max(0,Math.
min(o+14,h-t.offsetWidth-4))}px`,t.style.top=`${Math.max(0,Math.min(s+14,l-t.offsetHeight-4))}px`,r&&
n.announce(n.t("cursor",n.name(e)))}function Bo({model:n,facts:{map:{width:t,height:e}}}){let{words:o,
map:s,community:r,counts:i,importance:a}=n,c=Math.max(t,e)*65535;return O(["word","x","y","community",
"count","importance"],function*(){for(let l=0;l<s.length/2;l++){let f=r&&r[l]<65535?r[l]:null,[u,d]=[
s[l]*t/c,s[s.length/2+l]*e/c];yield[o.at(l),u.toFixed(5),d.toFixed(5),f,i?.[l],a?.[l].toFixed(3)]}}())}async function nn(n,t){let{t:e,facts:o,store:s}=n,r=await n.measures();if(!r)return t.append(m("p",{},
e("missing",e("noVectors"))));let i={word:m("input",{type:"text",id:"query",autocomplete:"off"}),not:m(
"input",{type:"text",id:"negative",autocomplete:"off"}),measure:m("select",{id:"measure"},...o.measures.
map(h=>m("option",{value:h},e(h)))),min:m("input",{type:"number",id:"minimum",step:"any"}),number:m(
"input",{type:"number",id:"number",min:"1",max:"1000",value:"10"}),within:m("textarea",{id:"within",
rows:"2"})},a=m("div",{id:"results"}),c=()=>Do(n,r,a,i.number);t.append(m("form",{class:"fields",submit:h=>Uo(
h,n,i)},M(e("positive"),i.word),M(e("negative"),i.not),M(e("measure"),i.measure),M(e("minimum"),i.min),
M(e("number"),i.number),M(e("within"),i.within,e("withinHelp")),m("button",{type:"submit"},e("apply"))),
a),i.measure.addEventListener("change",()=>s.set({measure:i.measure.value})),i.number.addEventListener(
"change",c),s.watch(["word","not","measure","min","within"],()=>{en(n,i),c()}),en(n,i);for(let h of o.
measures)rt(r,{measure:h,positive:[0]});c()}function en({store:{state:n},facts:t},e){e.word.value=n.
word.join(" "),e.not.value=n.not.join(" "),e.within.value=n.within.join(" "),e.min.value=n.min,e.measure.
value=t.measures.includes(n.measure)?n.measure:t.measures[0]}function Uo(n,t,e){n.preventDefault();let{
words:o}=t.model,s=[],r=u=>{let d=gt(u.value,o);return s.push(...d.unknown),d.ids.map(g=>o.at(g))},[
i,a,c]=[r(e.word),r(e.not),r(e.within)],[h,l]=[e.min.value,e.measure.value];if(t.store.set({word:i,not:a,
within:c,min:h,measure:l,map:""}),!s.length)return;let f=t.t("unknownWords",s.join(" "));t.announce(
f),document.getElementById("results").prepend(m("p",{class:"error"},f))}function Wo(n,t,{measure:e,positive:o,
negative:s}){let{t:r,store:{state:i}}=n,a=[...i.word,...i.not].filter(l=>n.model.words.idOf(l)<0);if(a.
length)return r("unknownWords",a.map(l=>A(l)).join(" "));if(!o.length&&!s.length)return r("noQuery");
if(e==="predict"&&s.length)return r("onlyPositive");let c=t.size(e),h=[...o,...s].filter(l=>l>=c);return h.
length?r("noVector",n.number(c),h.map(l=>n.name(l)).join(" ")):""}function Do(n,t,e,o){let{t:s,store:{
state:r},facts:i,model:{words:a}}=n,c=y=>y.map(v=>a.idOf(v)).filter(v=>v>=0),h={measure:i.measures.includes(
r.measure)?r.measure:i.measures[0],positive:c(r.word),negative:c(r.not),topn:Math.max(1,Number(o.value)||
10),minimum:r.min===""?-1/0:Number(r.min),within:r.within.length?c(r.within):null},l=Wo(n,t,h);if(l)
return n.showNeighbours?.([]),e.replaceChildren(m("p",{},l));let f=performance.now(),u=rt(t,h),d=(performance.
now()-f).toFixed(1);n.showNeighbours?.(u.map(({id:y})=>y));let g=u.length?s("results",u.length,s(h.measure),
d):s("noResults");n.announce(g);let w=[s("word"),s("score"),s("count"),s("importance")],p=u.map(({id:y,
score:v})=>[n.link(y),v.toFixed(4),...n.numbersOf(y)]),x=()=>u.map(({id:y,score:v})=>[a.at(y),v,n.model.
counts?.[y],n.model.importance?.[y]]);e.replaceChildren(m("p",{class:"help"},s(`${h.measure}Help`)),
m("p",{class:"help"},g),...u.length?[L(s("neighbours"),w,p,{numeric:[1,2,3]})]:[],C(n,s("neighbours"),
{TSV:()=>$("neighbours.tsv",O(["word","score","count","importance"],x()),"text/tab-separated-values")}))}var Go=8e3;function on(n,t){let e=Math.max(1,Math.floor(n/Go)),o=new Set(t);for(let s=0;s<n;s+=e)o.add(
s);return[...o].sort((s,r)=>r-s)}function sn(n,t,e){let{ids:o,counts:s,norms:r,expected:i,labelled:a,
nameOf:c,marked:h,xLabel:l,yLabel:f}=e,u=o.filter(p=>s[p]>0&&r[p]>0),d=new H(n,{xRange:D(u.map(p=>s[p])),
yRange:D(u.map(p=>r[p])),logX:!0,logY:!0,xLabel:l,yLabel:f});d.draw(t);let g=p=>[d.x(s[p]),d.y(r[p])];
n.dots(u.map(g),u.length>2e3?1:2,t.faint),n.line(i.map(([p,x])=>[d.x(p),d.y(x)]),t.accent,{width:2});
let w=vt({order:h>=0?[h,...a]:a,place:g,height:15,limit:40,attempts:400,widthOf:p=>13*c(p).length,view:n,
taken:new K});for(let{id:p,x,y,left:v}of w){let T=p===h?t.accent:t.text;n.dots([[x,y]],3,T),n.text(v,
y,c(p),{colour:T,size:12,halo:t.background,bold:p===h})}return d}async function rn(n,t){let{t:e,facts:o,model:{counts:s,importance:r,words:i},store:a}=n,c=await n.norms();
if(!c||!s)return t.append(m("p",{},e("missing",e("noNorms"))));let h=n.important.slice(0,60),l=Array.
from({length:Math.min(12,s.length)},(d,g)=>g),f=on(s.length,h),u=j(n,{name:"norms",title:e("norms"),
size:d=>[d,420],draw:(d,g)=>sn(d,g,{ids:f,counts:s,norms:c,expected:o.expected_norms??[],labelled:[...h,
...l],nameOf:w=>n.name(w,24),marked:n.selected()[0]??-1,xLabel:e("count"),yLabel:e("norm")}),data:()=>[
["word","count","norm","importance"],Array.from(s,(d,g)=>[i.at(g),d,c[g].toPrecision(4),r?.[g].toFixed(
3)])]});t.append(u.element,...o.expected_norms?[m("p",{class:"help"},e("expected"))]:[]),a.watch(["w\
ord"],u.redraw)}function an(n,t,{values:e,xLabel:o,yLabel:s}){let r=new H(n,{xRange:[1,Math.max(e.length,1)],yRange:D(
e),wholeX:!0,xLabel:o,yLabel:s});r.draw(t);let i=e.map((a,c)=>[r.x(c+1),r.y(a)]).filter(([,a])=>Number.
isFinite(a));return n.line(i,t.accent,{width:2}),e.length<=60&&n.dots(i,3,t.accent),r}var cn={corpus:["corpus","语料"],file:["file","文件"],title:["title","标题"],language:["langua\
ge","语言"],version:["version","版本"],created:["created","生成时间"],model:["model","模型"],
size:["size","大小"],vectors:["words in the model","模型词数"],words:["words","词语数"],vocabulary:[
"vocabulary","词表"],tokens:["tokens","词次"],corpus_tokens:["tokens in the corpus","语料词次"],
sentences:["sentences","句子数"],lines:["lines","行数"],pairs:["co-occurring pairs","共现词对"],
dimensions:["dimensions","维度"],solver:["solver","求解器"],window:["window","窗口"],min_count:[
"minimum count","最低词频"],weighting:["weighting","加权"],unobserved_weight:["weight of unobs\
erved pairs","未共现词对的权重"],sweeps:["sweeps","求解轮数"],epochs:["epochs","训练轮数"],
seed:["random seed","随机种子"],tokenizer:["tokenizer","分词器"],lowercase:["lower case","转为小\
写"],types:["distinct words of the corpus","语料不同词数"],bytes:["bytes","字节数"],files:[
"files","文件数"],direction:["direction","方向"],smoothing:["smoothing","平滑指数"],shift:[
"shift of PMI","互信息偏移"],tied:["tied vectors","词与上下文共用向量"],combine:["comb\
ination of vectors","向量组合方式"]};function ln(n,t){let e=Object.hasOwn(cn,n)?cn[n]:null;return e?
e[t==="zh"?1:0]:n.replaceAll("_"," ")}var Xo=["yes","是"],Zo=["no","否"];function hn(n,t){return typeof n==
"boolean"?(n?Xo:Zo)[t==="zh"?1:0]:n===null?"–":typeof n=="number"?n.toLocaleString(t==="zh"?"zh-CN":
"en"):String(n)}function un(n,t){let{t:e,facts:o}=n;t.append(m("dl",{class:"facts"},...o.facts.map(([s,r])=>m("div",
{},m("dt",{},ln(s,n.language)),m("dd",{},m("bdi",{},hn(r,n.language)))))),...qo(n),...Vo(n),...Ko(n),
m("h3",{},e("important")),Yo(n))}function qo(n){let{t,facts:e}=n;return e.warnings.length?[m("div",{
class:"warnings"},m("h3",{},t("warnings")),m("ul",{},...e.warnings.map(o=>m("li",{},n.local(o)))))]:
[]}function Vo({t:n,facts:t}){if(!t.evaluation?.length)return[];let e=t.evaluation.map(([o,s,r,i])=>[
o,s===null?"–":s.toFixed(3),`${r} / ${i}`]);return[m("h3",{},n("evaluation")),L(n("evaluation"),[n(
"evaluationName"),n("score"),n("found")],e,{numeric:[1,2]})]}function Ko(n){let{t,facts:e}=n,o=m("h3",
{},t("history"));if(!e.history)return[o,m("p",{},t("missing",t("noHistory")))];let{kind:s,values:r}=e.
history,i={xLabel:t(s==="loss"?"epoch":"sweep"),yLabel:t(s)},a=j(n,{name:"history",title:t("history"),
size:c=>[c,240],draw:(c,h)=>an(c,h,{values:r,...i}),data:()=>[[i.xLabel,i.yLabel],r.map((c,h)=>[h+1,
c])]});return[o,a.element]}function Yo(n){let{t,facts:e}=n;return e.important?m("div",{},m("p",{class:"\
help"},t("importantHelp")),m("p",{class:"words"},...n.links(n.important.slice(0,60)))):m("p",{},t("m\
issing",t("noImportant")))}function dn(n,t){let e=new Set(t),o=[1/0];return n.map(s=>{if(e.has(s))return 0;let r=1;for(;r<o.length&&
o[r]>s.from;)r++;return o[r]=s.to,r})}function fn({atoms:n,edges:t,path:e}){let o=n[n.length-1],s=Math.
max(0,...dn(t,e))+1;return{width:20+34*(o?o.end:1),height:16+26*s}}function mn(n,t,{atoms:e,edges:o,
path:s,nameOf:r}){let i=dn(o,s),a=new Set(s);o.forEach((c,h)=>{let l=10+34*e[c.from].start,f=34*(e[c.
to-1].end-e[c.from].start),u=8+26*i[h],d=a.has(c);n.rect(l+1,u,f-2,22,d&&c.known?t.accent:t.faintArea);
let g=d&&c.known?t.onAccent:t.text;n.text(l+f/2,u+22/2,r(c.text),{colour:g,anchor:"middle",size:14})})}var pn=2,Jo=15,Qo=2.5,ts=1e3,es=50;function gn(n,t){let e=he(n,ns(n,t.scored));for(let r of e)r.id=r.
kind===Z?t.idOf(r.key):-1,r.counted=r.id>=0&&!t.stopWords.has(r.id),r.information=r.id>=0?rs(r.id,t):
0;let o=is(e,t.pairs),s=({id:r,information:i})=>i*Math.exp(((t.importance?.[r]??0)+(o.get(r)??0))/2);
return[...os(e).values()].map(({parts:r,first:i,last:a,count:c})=>{let h=r.filter(d=>d.counted),l=d=>h.
reduce((g,w)=>g+d(w),0)/h.length,f=l(({units:d})=>d)*h.length,u=l(s)*Math.min(f,Qo)**2*ss(i,a,c,e.length);
return{text:n.slice(r[0].start,r.at(-1).end),id:r.length===1?r[0].id:-1,count:c,score:u/(u+Jo)}}).sort(
(r,i)=>i.score-r.score)}function ns(n,t){let{atoms:e,path:o}=ht(n,t);return o.map(({from:s,to:r})=>({
start:e[s].start,end:e[r-1].end}))}function os(n){let t=new Map;for(let e=0,o;e<n.length;e=o){for(o=
e+1;n[o-1].joined;o++);let s=n.slice(e,o);if(s.some(({kind:a,id:c})=>a===Z&&c<0)||!s.some(({counted:a})=>a))
continue;let i=s.map(a=>a.key).join(`
`);t.has(i)||t.set(i,{parts:s,first:e,count:0}),Object.assign(t.get(i),{last:o,count:t.get(i).count+
1})}return t}function ss(n,t,e,o){let s=Math.max(o/ts,1),r=s===1?Math.min(n,o-t):n,i=Math.min(r/(es*
s),4-2/s);return Math.log1p(e/s)/(1+i)}function rs(n,{counts:t,total:e}){return-Math.log(-Math.expm1(
-100*Math.max(t[n],1)/e))}function is(n,t){let e=new Map,o=new Map;if(!t)return e;for(let{id:i,information:a}of n)
i>=0&&o.set(i,(o.get(i)??0)+a);let s=new Float64Array(t.contexts.size),r=0;for(let[i,a]of o)i>=t.contexts.
length||(R(s,t.contexts.row(i),a),r+=a);for(let[i,a]of o){if(i>=t.words.length)continue;let c=t.words.
row(i),h=i<t.contexts.length,l=h?r-a:r,f=_(c,s)-(h?a*_(c,t.contexts.row(i)):0),u=l>1e-12*r?f/l+t.shiftOf(
i):0;e.set(i,Math.min(pn,Math.max(-pn,u)))}return e}var Vt=200,as=2e5,wn=150,cs=30,ls=200;async function xn(n,t){let{t:e,facts:o}=n;if(!o.lexicon)return t.
append(m("p",{},e("missing",e("noLexicon"))));let s=m("input",{type:"text",id:"sentence",autocomplete:"\
off"}),r=m("p",{id:"segmented","aria-live":"polite"}),i={atoms:[],edges:[],path:[]},a=j(n,{name:"lat\
tice",title:e("lattice"),size:l=>{let f=fn(i);return[Math.max(l,f.width),f.height]},draw:(l,f)=>mn(l,
f,{...i,nameOf:u=>A(u)}),data:()=>[["start","end","word","score","on_best_path"],i.edges.map(l=>[i.atoms[l.
from].start,i.atoms[l.to-1].end,l.text,l.score,i.path.includes(l)])]}),c=async()=>{let l=vn(n,s.value),
f=await n.scoredWords();i=ht(l.slice(0,Vt),f);let u=i.path.map(d=>A(d.text)).filter(d=>d.trim());r.textContent=
u.join(" / ")+(l.length>Vt?` ${e("latticeLong",Vt)}`:""),a.redraw()};s.addEventListener("input",st(c,
wn));let h=o.lexicon.fold?[m("p",{class:"help"},e("noFold"))]:[];t.append(m("p",{class:"help"},e("la\
tticeHelp")),...h,M(e("sentence"),s),r,a.element)}async function yn(n,t){let{t:e,facts:o}=n,s=await n.
measures();if(!n.model.counts)return t.append(m("p",{},e("missing",e("noKeywords"))));let r={...n.model,
total:n.total,stopWords:new Set(o.stop_words??[]),pairs:ve(s,o),idOf:null},i=m("textarea",{id:"paste\
d",rows:"5"}),a=m("div",{id:"keywords","aria-live":"polite"}),c=async()=>{let h=await n.scoredWords();
r.idOf??=Me(n.model.words);let l=gn(vn(n,i.value).slice(0,as),{scored:h,...r}),f=l.slice(0,cs).map(({
text:d,id:g,count:w,score:p})=>[g<0?P(d):n.link(g),p.toFixed(3),w]),u=()=>l.map(({text:d,count:g,score:w})=>[
d,w,g]);a.replaceChildren(...f.length?[L(e("keywords"),[e("word"),e("score"),e("count")],f,{numeric:[
1,2]}),C(n,e("keywords"),{TSV:()=>$("keywords.tsv",O(["word","score","count"],u()),"text/tab-separat\
ed-values")})]:[])};i.addEventListener("input",st(c,wn)),t.append(m("p",{class:"help"},e("keywordsHe\
lp")),M(e("pasted"),i),a)}function bn(n,t){let{t:e,facts:o}=n;if(!o.templates?.length)return t.append(
m("p",{},e("missing",e("noTemplates"))));let s=o.templates.slice(0,ls).map(([r,i,a])=>[n.number(r),m(
"bdi",{},A(i,500)),m("bdi",{},A(a,500))]);t.append(m("div",{class:"long"},L(e("templates"),[e("count"),
e("template"),e("example")],s,{numeric:[0]})),C(n,e("templates"),{TSV:()=>$("templates.tsv",O(["coun\
t","template","example"],o.templates),"text/tab-separated-values")}))}function vn(n,t){return n.facts.
lowercase?t.toLowerCase():t}var Kt=[["map",tn],["neighbours",nn],["overview",un],["compare",Re],["heat",Be],["norms",rn],["dimen\
sions",Pe],["lexicon",Ze],["lattice",xn],["keywords",yn],["templates",bn]];async function Mn(n){n.clear();
let t=document.getElementById("app"),e=()=>{n.setLanguage(n.language==="zh"?"en":"zh"),n.store.set({
lang:n.language},{quiet:!0}),Mn(n).then(()=>document.getElementById("language").focus())},o=Kt.map(([
s])=>m("section",{id:`${s}-section`,"aria-labelledby":`${s}-title`},m("h2",{id:`${s}-title`,tabindex:"\
-1"},n.t(s))));t.replaceChildren(je(n,Kt.map(([s])=>[s,n.t(s)]),e),m("main",{},...o),m("div",{id:"an\
nouncement",class:"hidden",role:"status","aria-live":"polite"})),document.getElementById("tables-tit\
le").textContent=n.t("tables");for(let[s,[,r]]of Kt.entries())if(await hs(n,o[s],r),!o[s].isConnected)
return;t.dataset.ready="true"}async function hs(n,t,e){try{await e(n,t)}catch(o){t.append(m("p",{class:"\
error",role:"alert"},n.t("damaged",o.message))),console.error(o)}await new Promise(o=>setTimeout(o))}
async function us(){let n=JSON.parse(document.getElementById("facts").textContent),t=new wt(n,new at(
document));await t.load(),document.getElementById("old-browser").remove(),document.getElementById("s\
tatic").classList.add("closed"),document.getElementById("tables-box").open=!1,document.getElementById(
"app").hidden=!1,window.addEventListener("hashchange",()=>t.store.reread()),await Mn(t)}var ds=typeof DecompressionStream==
"function"&&typeof ResizeObserver=="function";ds&&us();})();
